using EvoQuality.Foundations;

namespace EvoQuality.Statistics;

/// <summary>How much better one predictor ranks the same images than another, over several seeds.</summary>
/// <param name="Mean">Mean over seeds of SRCC(first) - SRCC(second) on all images.</param>
/// <param name="Interval">Percentile bootstrap interval of that mean.</param>
/// <param name="ShareAboveZero">Share of resamples on which the first predictor is ahead, 0..1.</param>
public sealed record PairedDifference(double Mean, Interval Interval, double ShareAboveZero)
{
    /// <summary>
    /// Bootstrap over images and seeds together: a resample draws images with replacement and seeds with replacement,
    /// so the interval covers both the choice of test images and the luck of a run.
    /// </summary>
    /// <param name="first">Predictions, one row of n per seed.</param>
    /// <param name="second">The other predictor's; row s belongs to the same seed as row s of <paramref name="first"/>.</param>
    /// <param name="mos">(n) true scores.</param>
    /// <param name="resamples">Resamples, 1 or more.</param>
    /// <param name="source">Where the draws come from.</param>
    /// <param name="confidence">Share of the resamples inside the interval, in (0, 1).</param>
    /// <returns>Null when some row has no SRCC (constant predictions, fewer than two images).</returns>
    /// <exception cref="ArgumentException">Numbers of rows or lengths differ, or a value is not finite.</exception>
    public static PairedDifference? OfSpearman(
        IReadOnlyList<double[]> first, IReadOnlyList<double[]> second, double[] mos,
        int resamples, SeededSource source, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(mos);
        ArgumentNullException.ThrowIfNull(source);
        if (first.Count != second.Count || first.Count == 0)
            throw new ArgumentException(
                $"Both predictors need one row per seed, but have {first.Count} and {second.Count}.", nameof(second));

        var seeds = first.Count;
        var a = first.Select(row => new ResampledSpearman(row, mos)).ToArray();
        var b = second.Select(row => new ResampledSpearman(row, mos)).ToArray();
        double? Difference(int seed, int[] images) => a[seed].OfDrawn(images) - b[seed].OfDrawn(images);

        var all = Enumerable.Range(0, mos.Length).ToArray();
        if (MeanOf(Enumerable.Range(0, seeds).Select(seed => Difference(seed, all))) is not { } mean) return null;

        var values = new List<double>(resamples);
        double? OnDrawnSeeds(int[] images)
        {
            var perSeed = Enumerable.Range(0, seeds).Select(seed => Difference(seed, images)).ToArray();
            var value = MeanOf(perSeed.Select(_ => perSeed[source.NextInt(seeds)]));
            if (value is { } defined) values.Add(defined);
            return value;
        }

        return Bootstrap.Of(mos.Length, resamples, source, OnDrawnSeeds, confidence) is { } interval
            ? new PairedDifference(mean, interval, values.Count(value => value > 0) / (double)values.Count)
            : null;
    }

    private static double? MeanOf(IEnumerable<double?> values)
    {
        double? sum = 0;
        var count = 0;
        foreach (var value in values) (sum, count) = (sum + value, count + 1);
        return sum / count;
    }
}
