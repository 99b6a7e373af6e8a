using System.CommandLine;
using EvoQuality.Generation.Served;
using Spectre.Console;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality served URL</c>: what a server can do for voting and scoring.</summary>
internal static class ServedCommand
{
    public static Command Create()
    {
        var url = new Argument<string>("url") { Description = "An OpenAI-compatible server, such as http://127.0.0.1:8000/v1." };
        var model = new Option<string?>("--model") { Description = "The model's name there; default the first that the server lists.", HelpName = "name" };
        var kind = new Option<string>("--server") { Description = "What kind of server it is taken for.", DefaultValueFactory = _ => ServerAbilities.Vllm.Name };
        kind.AcceptOnlyFromAmong([.. ServerAbilities.All.Select(s => s.Name)]);
        var key = new Option<string?>("--key-variable") { Description = "The environment variable that holds the server's key.", HelpName = "name" };
        var command = new Command("served", "Ask a server which models it has and what it can do: pictures, several answers, log-probabilities, seeds.")
        {
            url, model, kind, key,
        };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.InvocationConfiguration.Output,
            new ServedEndpoint(
                ServedEndpoint.ParseUrl(parsed.GetRequiredValue(url)), parsed.GetValue(model) ?? "", ServerAbilities.ByName(parsed.GetRequiredValue(kind)),
                ServedArguments.Key(parsed.GetValue(key))),
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(TextWriter output, ServedEndpoint endpoint, CancellationToken cancel)
    {
        var console = Terminal.On(output);
        var warnings = new ServedArguments.Warnings(console.WriteLine);
        if (endpoint.Model.Length == 0)
        {
            using var lister = new ServedChatClient(endpoint, warnings);
            var models = await lister.ModelsAsync(cancel);
            console.WriteLine($"models: {(models.Count > 0 ? string.Join(", ", models) : "none")}");
            if (models.Count == 0) return UserErrors.Failed;
            endpoint = endpoint with { Model = models[0] };
            warnings = new ServedArguments.Warnings(_ => { }); // said already
        }

        using var client = new ServedChatClient(endpoint, warnings);
        var findings = await ServerProbe.RunAsync(client, endpoint.Server, cancel);
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "", "");
        foreach (var finding in findings) table.AddRow(new Text(finding.Works ? "yes" : "no"), new Text(finding.Ability), new Text(finding.Found));
        console.WriteLine($"{endpoint.Model}, asked as {endpoint.Server}:");
        console.Write(table);
        return findings.Count > 2 && findings[1].Works ? 0 : UserErrors.Failed; // without pictures it is of no use here
    }
}
