using System.Text.Json;
using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Voting;

namespace EvoQuality.Evolution;

/// <summary>
/// A finished run as its folder tells it: votes, scores and metrics are read, everything else is computed from them anew.
/// Neither the policy nor the pictures are needed.
/// </summary>
public sealed class RecordedRun
{
    private RecordedRun(SeedTree seed, string policy, IReadOnlyList<RoundResult> rounds, IReadOnlyDictionary<ControlKind, EvaluationReport> controls) =>
        (Seed, Policy, Rounds, Controls) = (seed, policy, rounds, controls);

    /// <summary>Root of the run's draws.</summary>
    public SeedTree Seed { get; }

    /// <summary>Hash of the start's weights, as <see cref="RunIdentity.HashOf(QwenPolicy)"/> gives it.</summary>
    public string Policy { get; }

    /// <summary>The start and every round.</summary>
    public IReadOnlyList<RoundResult> Rounds { get; }

    /// <summary>The controls that were run to their end.</summary>
    public IReadOnlyDictionary<ControlKind, EvaluationReport> Controls { get; }

    /// <summary>Asks that a policy is the one a run started from; of the run its identity alone is read.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="start">The policy.</param>
    /// <param name="policyFolder">Where it was loaded from.</param>
    /// <param name="mend">What the reader can do, said after the fault; empty for nothing.</param>
    /// <exception cref="InvalidDataException">Its weights are others.</exception>
    public static void ExpectStart(RunFolder run, QwenPolicy start, string policyFolder, string mend = "")
    {
        ArgumentNullException.ThrowIfNull(run);
        if (RunIdentity.HashOf(start) != IdentityOf(run).Policy)
            throw new InvalidDataException($"{policyFolder}: expected the policy that the run of {run.FullPath} started from, found other weights{(mend.Length > 0 ? $"; {mend}" : "")}.");
    }

    /// <summary>Reads a run folder.</summary>
    /// <exception cref="FileNotFoundException">A file of the run is missing: it was not run to its end, or is no run.</exception>
    /// <exception cref="InvalidDataException">A file was changed or damaged; the message names it.</exception>
    public static RecordedRun Read(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var (root, policy, last, rule, preferences) = IdentityOf(folder);
        var images = Journal.Read<RecordedImage>(Expected(folder, "images.jsonl"));
        var pool = Set("pool", images, "pool")!;
        var test = Set("test", images, "test");
        var seed = SelfEvolution.EvaluationSeed(root);
        var rounds = new List<RoundResult>();
        for (var round = 0; round <= last; round++)
        {
            string Of(string name) => Path.Combine("rounds", $"{round}", name);
            var added = File.Exists(folder.File(Of("images.jsonl"))) ? Journal.Read<RecordedImage>(folder.File(Of("images.jsonl"))) : [];
            var asked = added.Count == 0 ? pool : pool.With(added.Select(Named));
            var training = round == 0 ? [] : Journal.Read<GrpoMetrics>(Expected(folder, EvolutionRecord.MetricsOf(round)));
            var votes = OfflineResult.From(asked, Journal.Read<PairVotes>(Expected(folder, EvolutionRecord.VotesOf(round))), preferences);
            var evaluation = test is null ? null : Report(
                folder, EvolutionRecord.ScoresOf(round), Journal.Read<PairVotes>(Expected(folder, EvolutionRecord.TestVotesOf(round))), test, seed);
            var along = File.Exists(folder.File(Of(EvolutionRecord.AlongName))) ? Journal.Read<StepEvaluation>(folder.File(Of(EvolutionRecord.AlongName))) : [];
            rounds.Add(new RoundResult(round, training, votes, evaluation) { Along = along, EndedEarly = rule?.Reason(training) });
        }

        var controls = new Dictionary<ControlKind, EvaluationReport>();
        foreach (var kind in Enum.GetValues<ControlKind>())
        {
            var scores = EvolutionRecord.ScoresOf(kind);
            if (test is not null && File.Exists(folder.File(scores))) controls.Add(kind, Report(folder, scores, [], test, seed));
        }

        return new RecordedRun(root, policy, rounds, controls);
    }

    private static (SeedTree Seed, string Policy, int Rounds, DiversityRule? Rule, PreferenceOptions? Preferences) IdentityOf(RunFolder folder)
    {
        var file = Expected(folder, EvolutionRecord.IdentityName);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            var root = json.RootElement;
            var options = root.GetProperty("options");
            return (new SeedTree(root.GetProperty("seed").GetUInt64()), root.GetProperty("policy").GetString()!, options.GetProperty("rounds").GetInt32(),
                options.GetProperty("online").GetProperty("diversity").Deserialize<DiversityRule?>(RunFolder.Format),
                options.GetProperty("votes").TryGetProperty("preferences", out var kept) ? kept.Deserialize<PreferenceOptions>(RunFolder.Format) : null); // runs before it was a setting: Eq. 1
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{file}: expected the run's identity as JSON, but {e.Message}", e);
        }
    }

    private static EvaluationReport Report(RunFolder folder, string scores, IReadOnlyList<PairVotes> votes, ImageSet test, SeedTree seed)
    {
        var records = Journal.Read<ScoreRecord>(Expected(folder, scores));
        if (!records.Select(r => r.Image).SequenceEqual(test.Images.Select(i => i.Id)))
            throw new InvalidDataException($"{folder.File(scores)}: expected scores of the {test.Images.Count} test images in their order, found {records.Count} lines.");
        return EvaluationReport.From([.. records.Zip(test.Images, (r, i) => r.With(i))], votes, test.Images, seed);
    }

    private static ImageSet? Set(string name, IReadOnlyList<RecordedImage> images, string set)
    {
        IqaImage[] members = [.. images.Where(i => i.Set == set).Select(Named)];
        return members.Length == 0 ? null : new ImageSet(name, members);
    }

    private static IqaImage Named(RecordedImage image) => new(
        image.Image, () => throw new InvalidOperationException($"{image.Image}: only the name of this picture is in the run folder."), image.Mos);

    private static string Expected(RunFolder folder, string name)
    {
        var path = folder.File(name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path}: expected a run that came to its end, but this file is missing.", path);
    }
}
