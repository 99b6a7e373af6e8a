using EvoQuality.Foundations;

namespace EvoQuality.Statistics;

/// <summary>
/// Percentile bootstrap over images: a resample draws n of n images with replacement and keeps each image's values
/// together. Resamples on which the statistic is undefined are left out; if it is undefined on all, so is the interval.
/// </summary>
public static class Bootstrap
{
    /// <summary>Interval of any statistic of n images.</summary>
    /// <param name="n">Images, 1 or more.</param>
    /// <param name="resamples">Resamples, 1 or more; 1,000 is usual.</param>
    /// <param name="source">Where the draws come from.</param>
    /// <param name="statistic">Value on the images with these n indices (0..n-1, repeats included); null if undefined.
    /// The array is used again for the next resample.</param>
    /// <param name="confidence">Share of the resamples inside the interval, in (0, 1).</param>
    public static Interval? Of(
        int n, int resamples, SeededSource source, Func<int[], double?> statistic, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(statistic);
        var drawn = new int[n];
        var values = new List<double>(resamples);
        for (var r = 0; r < resamples; r++)
        {
            for (var i = 0; i < n; i++) drawn[i] = source.NextInt(n);
            if (statistic(drawn) is { } value) values.Add(value);
        }

        return Percentiles(values, confidence);
    }

    /// <summary>Interval of the SRCC of predictions against MOS, over images; linear in images x resamples.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite.</exception>
    public static Interval? OfSpearman(
        ReadOnlySpan<double> predictions, ReadOnlySpan<double> mos,
        int resamples, SeededSource source, double confidence = 0.95) =>
        OfSpearman(predictions, mos, BootstrapUnits.ByImage(predictions.Length), resamples, source, confidence);

    /// <summary>The same over other units: by image it is the interval above, draw for draw.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite.</exception>
    public static Interval? OfSpearman(
        ReadOnlySpan<double> predictions, ReadOnlySpan<double> mos, BootstrapUnits units,
        int resamples, SeededSource source, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(units);
        units.Expect(predictions.Length);
        return Of(new ResampledSpearman(predictions, mos), units, resamples, source, confidence);
    }

    /// <summary>Interval of a statistic that counts how often each image was drawn.</summary>
    internal static Interval? Of(IResampledStatistic statistic, BootstrapUnits units, int resamples, SeededSource source, double confidence = 0.95)
    {
        var times = new int[units.Images];
        return Of(units.Units, resamples, source, drawn =>
        {
            units.Count(drawn, times);
            return statistic.Of(times);
        }, confidence);
    }

    /// <summary>The central interval that holds the given share of the values, interpolated linearly; null without values.</summary>
    internal static Interval? Percentiles(List<double> values, double confidence)
    {
        if (confidence is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Confidence must lie inside 0..1, as in 0.95.");
        if (values.Count == 0) return null;
        values.Sort();
        return new Interval(Quantile(values, (1 - confidence) / 2), Quantile(values, (1 + confidence) / 2));
    }

    private static double Quantile(List<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
