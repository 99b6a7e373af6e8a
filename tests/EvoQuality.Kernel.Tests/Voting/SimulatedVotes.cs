using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

/// <summary>Votes of a scripted observer of noise 1, whose scores are known.</summary>
internal sealed class SimulatedVotes
{
    private readonly IqaImage[] _images;
    private readonly ScriptedPolicy _observer;

    /// <param name="truth">Scores, in units of the observer's noise.</param>
    public SimulatedVotes(IReadOnlyList<double> truth)
    {
        _images = [.. truth.Select((_, i) => new IqaImage($"{i}", () => new RgbImage(1, 1)))];
        _observer = new ScriptedPolicy(image => truth[int.Parse(image.Id)], noise: 1);
    }

    /// <summary>K votes on each pair.</summary>
    public IReadOnlyList<PairVotes> Ask(IReadOnlyList<ImagePair> pairs, int k, SeedTree seed) =>
        VoteCounter.Count(_observer, _images, pairs, new VoteOptions { K = k }, seed);

    /// <summary>K votes on all pairs.</summary>
    public IReadOnlyList<PairVotes> AskAll(int k, SeedTree seed) =>
        Ask([.. from i in Enumerable.Range(0, _images.Length) from j in Enumerable.Range(i + 1, _images.Length - i - 1) select new ImagePair(i, j)], k, seed);

    /// <summary>That many scores from a normal distribution.</summary>
    public static double[] Truth(int count, double deviation, SeedTree seed)
    {
        var source = seed.Source();
        return [.. Enumerable.Range(0, count).Select(_ => deviation * source.NextGaussian())];
    }
}
