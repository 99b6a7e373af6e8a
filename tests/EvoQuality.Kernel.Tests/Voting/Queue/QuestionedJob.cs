using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Voting;
using EvoQuality.Voting.Queue;

namespace EvoQuality.Kernel.Tests;

/// <summary>A small job of votes, as often as a test wants it fresh, and what one undisturbed voting on the same pairs leaves behind.</summary>
internal sealed class QuestionedJob : IDisposable
{
    public const string Policy = "scripted";
    public const int Batch = 3;

    private static readonly SeedTree Seed = new(17);
    private readonly TemporaryFolder _folder = new();
    private int _copies;

    public QuestionedJob(VoteSource source = VoteSource.Probability)
    {
        Options = new VoteOptions { K = 5, Source = source };
        VoteJob.Create(_folder.File("template"), Images, Pairs, Options, Seed, Policy, round: 2, batch: Batch);
        using (var log = new Journal<PairVotes>(_folder.File("alone.jsonl"))) VoteCounter.Count(Observer(), Images, Pairs, Options, Seed, log);
        Expected = File.ReadAllBytes(_folder.File("alone.jsonl"));
    }

    public static IReadOnlyList<IqaImage> Images { get; } =
        [.. Enumerable.Range(0, 4).Select(i => new IqaImage($"image-{i}", () => new RgbImage(8, 8), 1 + i))];

    /// <summary>23 pairs: the last of eight batches is shorter.</summary>
    public static IReadOnlyList<ImagePair> Pairs { get; } = [.. Enumerable.Range(0, 23).Select(i => new ImagePair(i % 4, (i + 1 + (i / 4 % 3)) % 4))];

    public VoteOptions Options { get; }

    /// <summary>The bytes of the journal.</summary>
    public byte[] Expected { get; }

    public string Folder => _folder.Path;

    public static ScriptedPolicy Observer(double bias = 0) => new(i => i.Mos!.Value, 1.5, bias, abstention: 0.1);

    /// <summary>A fresh copy of the job.</summary>
    public VoteJob Fresh()
    {
        var copy = _folder.File($"job-{_copies++}");
        foreach (var file in Directory.EnumerateFiles(_folder.File("template"), "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(_folder.File("template"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return VoteJob.Open(copy);
    }

    public void Dispose() => _folder.Dispose();
}
