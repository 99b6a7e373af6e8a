using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Voting;
using EvoQuality.Voting.Queue;

namespace EvoQuality.Benchmarks.Queue;

/// <summary>A job of votes that no model answers: a scripted observer, so that what takes time is the queue.</summary>
internal static class ScriptedJob
{
    /// <summary>Name of the observer in the job's terms.</summary>
    public const string Policy = "scripted observer";

    /// <summary>K, all else as it comes.</summary>
    public static VoteOptions Options(int k) => new() { K = k };

    /// <summary>Root of the votes.</summary>
    public static SeedTree Seed { get; } = new SeedTree(8).Child("votes");

    /// <summary>The observer.</summary>
    public static ScriptedPolicy Observer() => new(i => i.Mos!.Value, noise: 1);

    /// <summary>Pictures of eight pixels a side whose score is known.</summary>
    public static IReadOnlyList<IqaImage> Images(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new IqaImage($"picture-{i}", () => new RgbImage(8, 8), 1 + (4.0 * i / count)))];

    /// <summary>Random pairs of them.</summary>
    public static IReadOnlyList<ImagePair> Pairs(int images, int count) => PairSampler.Sample(images, count, new SeedTree(8).Child("pairs").Source());

    /// <summary>Makes the job.</summary>
    public static VoteJob Create(string folder, int images, int pairs, int k, int batch) =>
        VoteJob.Create(folder, Images(images), Pairs(images, pairs), Options(k), Seed, Policy, batch: batch);
}
