using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using TorchSharp;

namespace EvoQuality.Evolution;

/// <summary>
/// An evolution in the plain values of a notebook's parameter cell: texts and numbers in, options, pictures and controls
/// out. Written to <c>config.json</c> as it is, it says what a run was asked for.
/// </summary>
public sealed partial record EvolutionSetup
{
    /// <summary>File of a run's folder that holds its set-up, under <c>parameters</c>.</summary>
    public const string FileName = "config.json";

    /// <summary>Root of every draw; 0 or more.</summary>
    [Setting("", SettingSource.Ours)]
    public int Seed { get; init; } = 1;

    /// <summary>Rounds, T.</summary>
    [Setting("rounds", SettingSource.Paper)]
    public int Rounds { get; init; } = 2;

    /// <summary>Votes per pair, K.</summary>
    [Setting("votes per pair", SettingSource.Paper)]
    public int K { get; init; } = 32;

    /// <summary>Pairs per round.</summary>
    [Setting("pairs per round", SettingSource.Ours)]
    public int Pairs { get; init; } = 1500;

    /// <summary><c>random</c>, as in the paper, or <c>information</c>: the pairs whose votes are expected to say most.</summary>
    [Setting("", SettingSource.Paper)]
    public string Pairing { get; init; } = "random";

    /// <summary>Order of the images: <c>random</c>, as in the paper, <c>balanced</c>, or <c>fixed</c>, one order alone; empty for the preset's.</summary>
    [Setting("", SettingSource.Ours)]
    public string Order { get; init; } = "";

    /// <summary><c>drawn</c>: preferences are made from K votes, as in the paper; <c>exact</c>: from the probability that they are drawn from, K without end.</summary>
    [Setting("", SettingSource.Paper)]
    public string Votes { get; init; } = "drawn";

    /// <summary>True keeps the share of votes as the preference; the paper's is 1, 0.5 or 0.</summary>
    [Setting("", SettingSource.Paper)]
    public bool Soft { get; init; }

    /// <summary><c>kept</c> as 0.5, as in the paper, or <c>dropped</c>.</summary>
    [Setting("", SettingSource.Paper)]
    public string Ties { get; init; } = "kept";

    /// <summary>Pairs whose larger share of votes is below this are left out, 0.5 to 1; 0.5 keeps all, as in the paper.</summary>
    [Setting("share of votes", SettingSource.Paper)]
    public double Confidence { get; init; } = 0.5;

    /// <summary>Partners of a score: <c>batch</c>, or <c>voted</c> for all that its image was voted against; empty for the preset's.</summary>
    [Setting("", SettingSource.Ours)]
    public string Partners { get; init; } = "";

    /// <summary>Weight of the KL term, 0 or more; null for that of <see cref="Grpo"/>.</summary>
    [Setting("", SettingSource.Paper)]
    public double? Beta { get; init; }

    /// <summary>Reference policy of later rounds: <c>initial</c>, the paper's word (of round 2 it does not speak), or <c>round</c>, the policy at the round's start.</summary>
    [Setting("", SettingSource.Paper)]
    public string Reference { get; init; } = "initial";

    /// <summary>GRPO steps per round; 0 means one pass over the pairs (the paper gives no number).</summary>
    [Setting("GRPO steps per round", SettingSource.Ours)]
    public int Steps { get; init; } = 100;

    /// <summary>Completions per image, G.</summary>
    [Setting("completions per image", SettingSource.Ours)]
    public int Group { get; init; } = 16;

    /// <summary>Learning rate.</summary>
    [Setting("", SettingSource.Ours)]
    public double Rate { get; init; } = 1e-4;

    /// <summary>Rank of low-rank adapters that are trained in place of all weights; 0 trains all, as in the paper. Alpha is twice the rank.</summary>
    [Setting("", SettingSource.Paper)]
    public int Rank { get; init; }

    /// <summary>Share of synthetic pairs among a round's, from round 2 on, 0 or more, below 1; 0 for none. The paper has some and gives no share.</summary>
    [Setting("share", SettingSource.Ours)]
    public double Synthetic { get; init; }

    /// <summary>
    /// <c>pocket</c> or <c>paper</c>: what has no name here, such as the order of the pictures, the partners of a score, the
    /// pairs per step and the length of an answer.
    /// </summary>
    [Setting("", SettingSource.Ours)]
    public string Preset { get; init; } = "pocket";

    /// <summary>Whose GRPO: a name of <see cref="GrpoPreset"/>, such as <c>paper</c>, <c>trl</c>, <c>verl</c> or <c>visualquality-r1</c>.</summary>
    [Setting("", SettingSource.Paper)]
    public string Grpo { get; init; } = "paper";

    /// <summary><c>fidelity</c>, <c>evoestimate</c> (closeness to the labels) or <c>threshold</c>.</summary>
    [Setting("", SettingSource.Paper)]
    public string Reward { get; init; } = "fidelity";

    /// <summary><c>policy</c> (its votes; no label is used), <c>own-scores</c> (the order of its own scores in place of votes), <c>mos</c> (opinion scores of the pool; supervised) or <c>random</c> (a coin per pair).</summary>
    [Setting("", SettingSource.Paper)]
    public string Supervision { get; init; } = "policy";

    /// <summary><c>direct</c> or <c>reasoning</c>.</summary>
    [Setting("", SettingSource.Ours)]
    public string Style { get; init; } = "direct";

    /// <summary>Model folder; empty for the pocket policy that comes with the kit.</summary>
    [Setting("", SettingSource.Ours)]
    public string Policy { get; init; } = "";

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    [Setting("", SettingSource.Ours)]
    public string Device { get; init; } = "cpu";

    /// <summary>Type of the weights: <c>float32</c> or <c>bfloat16</c>.</summary>
    [Setting("", SettingSource.Ours)]
    public string Dtype { get; init; } = "float32";

    /// <summary>Folder of photographs to evolve on; empty for generated scenes.</summary>
    [Setting("", SettingSource.Ours)]
    public string Images { get; init; } = "";

    /// <summary>CSV (image, mos) that names the photographs to use; empty for all, without opinion scores.</summary>
    [Setting("", SettingSource.Ours)]
    public string Labels { get; init; } = "";

    /// <summary>Folder of test photographs; empty for the folder of <see cref="Images"/>.</summary>
    [Setting("", SettingSource.Ours)]
    public string Test { get; init; } = "";

    /// <summary>CSV (image, mos) of the test photographs; empty holds out a third of <see cref="Labels"/>.</summary>
    [Setting("", SettingSource.Ours)]
    public string TestLabels { get; init; } = "";

    /// <summary>
    /// Side of the square that is cut from the middle of every photograph at its own resolution; 0 takes whole pictures, as the paper does. A
    /// small policy shrinks whole pictures until their blur and noise are gone.
    /// </summary>
    [Setting("pixels", SettingSource.Ours)]
    public int Crop { get; init; }

    /// <summary>Generated scenes to evolve on.</summary>
    [Setting("pictures", SettingSource.Ours)]
    public int Scenes { get; init; } = 400;

    /// <summary>Generated scenes to test on.</summary>
    [Setting("pictures", SettingSource.Ours)]
    public int TestScenes { get; init; } = 400;

    /// <summary>Which generated scenes it is tested on: <c>test</c>, or <c>development</c>, by which settings may be chosen.</summary>
    [Setting("", SettingSource.Ours)]
    public string Part { get; init; } = "test";

    /// <summary>Samples per test image, N.</summary>
    [Setting("samples per image", SettingSource.Ours)]
    public int Samples { get; init; } = 32;

    /// <summary>Controls with commas between: <c>sharpened</c>, <c>shuffled</c>, <c>true</c>, <c>random</c>; empty for none.</summary>
    [Setting("", SettingSource.Ours)]
    public string Controls { get; init; } = "sharpened,shuffled";

    /// <summary>The seed as a tree.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public SeedTree Root => new((ulong)Seed);

    /// <summary>Where the starting policy lies.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string PolicyFolder => Policy.Length == 0 ? PocketPolicy.Folder : Policy;

    /// <summary>The controls asked for, in their order.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<ControlKind> ControlKinds => [.. ControlNames.Select(n => Names[n]).Distinct().Order()];

    /// <summary>What a run was asked for.</summary>
    /// <exception cref="FileNotFoundException">The folder has no such file: its run was not made with a set-up.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static EvolutionSetup Read(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var file = folder.File(FileName);
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: expected the parameters of a run, but this file is missing.", file);
        try
        {
            return JsonNode.Parse(File.ReadAllText(file))?["parameters"].Deserialize<EvolutionSetup>(RunFolder.Format)
                ?? throw new InvalidDataException($"{file}: expected the run's parameters under the name parameters, found none.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{file}: expected the run's parameters as JSON, but {e.Message}", e);
        }
    }

    /// <summary>Writes what a run is asked for, with all settings that follow from it. Paths are written in full, because those who read them start elsewhere.</summary>
    public void Write(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        folder.WriteJson(FileName, new { parameters = WithFullPaths(), options = Options() });
    }

    private EvolutionSetup WithFullPaths()
    {
        static string Full(string path) => path.Length == 0 ? path : Path.GetFullPath(path);
        return this with { Policy = Full(Policy), Images = Full(Images), Labels = Full(Labels), Test = Full(Test), TestLabels = Full(TestLabels) };
    }

    /// <summary>The pairs that rounds get beside the random ones; null for none.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IAddedPairSource? AddedPairs => Synthetic > 0 ? new SyntheticPairSource(Synthetic) : null;

    /// <summary>Loads the starting policy, in the type and on the device asked for.</summary>
    /// <exception cref="InvalidDataException">A file of the folder is damaged or does not fit.</exception>
    public QwenPolicy LoadPolicy()
    {
        Validate();
        var type = Dtype == "bfloat16" ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;
        return QwenPolicy.Load(PolicyFolder, type, new torch.Device(Device));
    }

    /// <summary>Runs the controls beside a finished evolution; none where nothing was evaluated.</summary>
    public IReadOnlyDictionary<ControlKind, EvaluationReport> RunControls(SelfEvolution evolution, IReadOnlyList<RoundResult> rounds)
    {
        ArgumentNullException.ThrowIfNull(evolution);
        ArgumentNullException.ThrowIfNull(rounds);
        return rounds[^1].Evaluation is null
            ? new Dictionary<ControlKind, EvaluationReport>()
            : ControlKinds.ToDictionary(kind => kind, kind => evolution.Control(kind, rounds));
    }
}
