using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Voting;

namespace EvoQuality.Evolution;

/// <summary>
/// An evolution on disk, written as it goes, so that it may be killed at any instant and gone on with:
/// <c>identity.json</c>, <c>images.jsonl</c>, <c>rounds/r/votes.jsonl</c>, <c>scores.jsonl</c> and <c>test-votes.jsonl</c> of
/// version r (<c>images.jsonl</c> there names pictures that its round added), <c>rounds/r/metrics.jsonl</c> and <c>policy/</c> of the training that led to it, and the same trainings and
/// scores of the controls under <c>controls/name/</c>. One process holds it at a time.
/// </summary>
public sealed class EvolutionRecord : IDisposable
{
    /// <summary>File that says what a folder was started with.</summary>
    public const string IdentityName = "identity.json";

    /// <summary>File of the evaluations in the middle of a training.</summary>
    internal const string AlongName = "evaluations.jsonl";

    private const string ImagesName = "images.jsonl";
    private const string RoundsName = "rounds";
    private const string PolicyName = "policy";
    private const string NumberName = "number.jsonl";
    private readonly RunLock _lock;

    private EvolutionRecord(RunFolder folder, RunLock held) => (Folder, _lock) = (folder, held);

    /// <summary>The run's folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>Takes a folder for a run: a new one, or one that this run left.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="identity">What is about to run.</param>
    /// <param name="pool">Written down with their opinion scores, so that figures can be computed again without the pictures.</param>
    /// <param name="test">The same; null without a test set.</param>
    /// <exception cref="IOException">Another process holds the folder, or it cannot be written.</exception>
    /// <exception cref="InvalidDataException">The folder holds another run, or one of another version; the message says what differs.</exception>
    public static EvolutionRecord Open(RunFolder folder, RunIdentity identity, ImageSet pool, ImageSet? test)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(pool);
        var held = RunLock.Take(folder.FullPath);
        try
        {
            AtomicFile.ClearRemains(folder.FullPath);
            var file = folder.File(IdentityName);
            if (File.Exists(file)) identity.Expect(Parsed(file), file);
            else folder.WriteJson(IdentityName, identity);
            using var images = new Journal<RecordedImage>(folder.File(ImagesName));
            var all = RecordedImage.Of(pool, test);
            if (images.Records.Count < all.Count) images.Append([.. all.Skip(images.Records.Count)]);
            return new EvolutionRecord(folder, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Writes down the pictures that a round adds to the pool.</summary>
    internal void KeepImages(int round, IReadOnlyList<IqaImage> images)
    {
        using var journal = new Journal<RecordedImage>(Round(round, ImagesName));
        if (journal.Records.Count < images.Count)
            journal.Append([.. images.Skip(journal.Records.Count).Select(i => new RecordedImage("added", i.Id, i.Mos))]);
    }

    /// <summary>Votes of version <paramref name="round"/> on the pool.</summary>
    internal Journal<PairVotes> Votes(int round) => new(Folder.File(VotesOf(round)));

    /// <summary>Votes of version <paramref name="round"/> on pairs of the test set.</summary>
    internal Journal<PairVotes> TestVotes(int round) => new(Folder.File(TestVotesOf(round)));

    /// <summary>Scores of version <paramref name="round"/> on the test set.</summary>
    internal Journal<ScoreRecord> Scores(int round) => new(Folder.File(ScoresOf(round)));

    /// <summary>Scores of a control on the test set.</summary>
    internal Journal<ScoreRecord> Scores(ControlKind control) => new(Folder.File(ScoresOf(control)));

    /// <summary>The training that leads to version <paramref name="round"/>.</summary>
    internal TrainingRecord Training(int round) => new(Round(round, ""));

    /// <summary>Evaluations in the middle of that training.</summary>
    internal Journal<StepEvaluation> Along(int round) => new(Round(round, AlongName));

    /// <summary>The same of a control.</summary>
    internal TrainingRecord Training(ControlKind control, int round) => new(Control(control, Path.Combine(RoundsName, $"{round}")));

    /// <summary>A number of a control that is made once, such as the temperature of the sharpened start.</summary>
    internal double Once(ControlKind control, Func<double> make)
    {
        using var journal = new Journal<RecordedNumber>(Control(control, NumberName));
        if (journal.Records.Count == 0) journal.Append(new RecordedNumber(make()));
        return journal.Records[0].Value;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>Places of these journals in a run's folder.</summary>
    internal static string VotesOf(int round) => InRound(round, "votes.jsonl");

    internal static string TestVotesOf(int round) => InRound(round, "test-votes.jsonl");

    internal static string ScoresOf(int round) => InRound(round, "scores.jsonl");

    internal static string ScoresOf(ControlKind control) => InControl(control, "scores.jsonl");

    internal static string MetricsOf(int round) => InRound(round, TrainingRecord.MetricsName);

    internal static string PolicyOf(int round) => InRound(round, PolicyName);

    internal static string PolicyOf(ControlKind control, int round) => InControl(control, Path.Combine(RoundsName, $"{round}", PolicyName));

    /// <summary>Ids of a run's <c>pool</c> or <c>test</c> pictures in their order; none where it has not begun.</summary>
    internal static IReadOnlyList<string> ImagesOf(RunFolder folder, string set) => File.Exists(folder.File(ImagesName))
        ? [.. Journal.Read<RecordedImage>(folder.File(ImagesName)).Where(i => i.Set == set).Select(i => i.Image)]
        : [];

    /// <summary>A number that <see cref="Once"/> has kept.</summary>
    internal static double NumberOf(RunFolder folder, ControlKind control) => Journal.Read<RecordedNumber>(folder.File(InControl(control, NumberName)))[0].Value;

    private static string InRound(int round, string name) => Path.Combine(RoundsName, $"{round}", name);

    private static string InControl(ControlKind control, string name) => Path.Combine("controls", RunSummary.Name(control), name);

    private string Round(int round, string name) => Folder.File(InRound(round, name));

    private string Control(ControlKind control, string name) => Folder.File(InControl(control, name));

    private static JsonNode Parsed(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file))!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: expected the run's identity as JSON, but {e.Message}", e);
        }
    }
}

/// <summary>A picture of a run by name.</summary>
/// <param name="Set"><c>pool</c>, <c>test</c> or <c>added</c>.</param>
/// <param name="Image">Its id.</param>
/// <param name="Mos">Its opinion score; null if unknown.</param>
internal sealed record RecordedImage(string Set, string Image, double? Mos)
{
    public static IReadOnlyList<RecordedImage> Of(ImageSet pool, ImageSet? test) =>
        [.. pool.Images.Select(i => new RecordedImage("pool", i.Id, i.Mos)), .. (test?.Images ?? []).Select(i => new RecordedImage("test", i.Id, i.Mos))];
}

/// <summary>A number that was found once.</summary>
internal sealed record RecordedNumber(double Value);
