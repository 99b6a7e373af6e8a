using System.CommandLine;
using System.CommandLine.Parsing;
using EvoQuality.Foundations;
using EvoQuality.Generation.Served;

namespace EvoQuality.Tool;

/// <summary>The options with which a command is told of a policy behind a server.</summary>
internal sealed class ServedArguments
{
    private readonly Option<string?> _endpoint = new("--endpoint")
    {
        Description = "Instead of a policy's folder: an OpenAI-compatible server, such as http://127.0.0.1:8000/v1; needs --model.",
        HelpName = "url",
    };

    private readonly Option<string?> _model = new("--model") { Description = "With --endpoint: the model's name there.", HelpName = "name" };

    private readonly Option<string> _server = new("--server")
    {
        Description = "With --endpoint: what kind of server it is, which decides what it is sent.",
        DefaultValueFactory = _ => ServerAbilities.Vllm.Name,
    };

    private readonly Option<string?> _key = new("--key-variable")
    {
        Description = "With --endpoint: the environment variable that holds the server's key.",
        HelpName = "name",
    };

    private readonly Option<int> _atOnce = new Option<int>("--at-once")
    {
        Description = "With --endpoint: requests under way at once.",
        DefaultValueFactory = _ => new ServedPolicyOptions().Concurrency,
        HelpName = "N",
    }.Within(1);

    private readonly Option<int> _retries = new Option<int>("--retries")
    {
        Description = "With --endpoint: attempts after a failed one, with growing pauses, before it gives up; 0 gives up at once.",
        DefaultValueFactory = _ => new ServedPolicyOptions().MaxRetries,
        HelpName = "N",
    }.Within(0);

    public ServedArguments()
    {
        _server.AcceptOnlyFromAmong([.. ServerAbilities.All.Select(s => s.Name)]);
    }

    /// <summary>Gives a command the options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="connects">False where the server is named and not asked.</param>
    public void AddTo(Command command, bool connects)
    {
        Option[] asking = connects ? [_server, _key, _atOnce, _retries] : [];
        foreach (var option in asking.Prepend(_model).Prepend(_endpoint)) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            var (endpoint, model) = (result.GetValue(_endpoint), result.GetValue(_model));
            if (endpoint is not null && model is null) result.AddError("--endpoint needs --model; 'evoquality served URL' lists the models of a server.");
            if (endpoint is not null) return;
            foreach (var option in asking.Prepend(_model))
                if (result.GetResult(option) is { Implicit: false }) result.AddError($"{option.Name} needs --endpoint.");
        });
    }

    /// <summary>Whether a server was named.</summary>
    public bool IsGiven(SymbolResult result) => result.GetValue(_endpoint) is not null;

    /// <summary>The model's name on its server; null without <c>--endpoint</c>.</summary>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public string? Model(ParseResult parsed)
    {
        if (parsed.GetValue(_endpoint) is not { } url) return null;
        ServedEndpoint.ParseUrl(url);
        return parsed.GetRequiredValue(_model);
    }

    /// <summary>Where the model is; null without <c>--endpoint</c>.</summary>
    /// <exception cref="ArgumentException">The address is none, or the variable is not set.</exception>
    public ServedEndpoint? Endpoint(ParseResult parsed) => parsed.GetValue(_endpoint) is { } url
        ? new ServedEndpoint(
            ServedEndpoint.ParseUrl(url), parsed.GetRequiredValue(_model)!, ServerAbilities.ByName(parsed.GetRequiredValue(_server)), Key(parsed.GetValue(_key)))
        : null;

    /// <summary>The policy; null without <c>--endpoint</c>.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="seed">Root of the random part of waits.</param>
    /// <param name="say">Told of warnings.</param>
    public ChatClientPolicy? Connect(ParseResult parsed, SeedTree seed, Action<string> say) => Endpoint(parsed) is { } endpoint
        ? ChatClientPolicy.Connect(endpoint, new ServedPolicyOptions { Concurrency = parsed.GetValue(_atOnce), MaxRetries = parsed.GetValue(_retries) }, seed, new Warnings(say))
        : null;

    /// <summary>The key of a variable that may not be named.</summary>
    internal static ApiKey? Key(string? variable) => variable is null ? null : ApiKey.FromVariable(variable);

    /// <summary>Says a warning at once, on the thread that it comes from.</summary>
    internal sealed class Warnings(Action<string> say) : IProgress<string>
    {
        public void Report(string value) => say($"warning: {value}");
    }
}
