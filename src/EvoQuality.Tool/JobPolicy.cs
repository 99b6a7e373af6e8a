using System.CommandLine;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using TorchSharp;

namespace EvoQuality.Tool;

/// <summary>
/// The options by which a job's commands name a policy: a model folder with the type its weights are computed in, or a model behind a server.
/// </summary>
internal sealed class JobPolicy
{
    private const string Float32 = "float32";
    private readonly Option<string?> _folder = new("--policy") { Description = "Model folder (default: the pocket policy).", HelpName = "folder" };
    private readonly Option<string?> _type = new("--dtype") { Description = "Type of the weights (default: as the set-up has it where there is one, else float32)." };
    private readonly Option<string> _device = new("--device") { Description = "Where the policy runs.", DefaultValueFactory = _ => "cpu" };

    private readonly ServedArguments _served = new();

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="answers">Whether it asks the policy, and does not only name it.</param>
    public void AddTo(Command command, bool answers)
    {
        _served.AddTo(command, answers);
        _type.AcceptOnlyFromAmong(Float32, "bfloat16");
        _device.AcceptOnlyFromAmong("cpu", "cuda");
        command.Options.Add(_folder);
        command.Options.Add(_type);
        if (answers) command.Options.Add(_device);
        command.Validators.Add(result =>
        {
            if (!_served.IsGiven(result)) return;
            foreach (var option in new Option[] { _folder, _type, _device })
                if (result.GetResult(option) is { Implicit: false }) result.AddError($"{option.Name} is of a model folder, and --endpoint names a server: give one of the two.");
        });
    }

    /// <summary>Whether a policy was named.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_folder) is not null || _served.Model(parsed) is not null;

    /// <summary>Name of the exact policy: the hash of its files, and the type; behind a server, where no file can be seen, the model's name there.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="usual">The folder where none was named; null is the pocket policy's.</param>
    /// <param name="usualType">The type where none was named.</param>
    public string NameOf(ParseResult parsed, string? usual = null, string usualType = Float32) => _served.Model(parsed) is { } model
        ? PolicyName.Served(model)
        : PolicyName.OfFolder(Folder(parsed, usual), parsed.GetValue(_type) ?? usualType, Hashes);

    /// <summary>Loads it, or connects to its server.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="say">Told of warnings.</param>
    public IPolicy Load(ParseResult parsed, Action<string> say) => (IPolicy?)_served.Connect(parsed, new SeedTree(0), say) ?? QwenPolicy.Load(
        Folder(parsed, null), parsed.GetValue(_type) == "bfloat16" ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32, new torch.Device(parsed.GetValue(_device)!));

    private static RememberedHashes Hashes => new(Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "evoquality", "hashes.json"));

    private string Folder(ParseResult parsed, string? usual) => parsed.GetValue(_folder) ?? usual ?? PocketPolicy.Folder;
}
