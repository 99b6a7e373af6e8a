using EvoQuality.Foundations;

namespace EvoQuality.Statistics;

/// <summary>Whether one predictor agrees better with MOS than another on the same images, by paired bootstrap.</summary>
/// <param name="Measure">Which measure.</param>
/// <param name="Difference">First less second on all images.</param>
/// <param name="Interval">Percentile bootstrap interval of the difference.</param>
/// <param name="PValue">Two-sided: twice the smaller share of resamples on either side of 0, at least 2 / (resamples + 1), at most 1.</param>
public sealed record PairedAgreement(Agreement Measure, double Difference, Interval Interval, double PValue)
{
    /// <summary>Compares; both predictors see every resample.</summary>
    /// <param name="first">(n) predictions.</param>
    /// <param name="second">(n) the other predictor's.</param>
    /// <param name="mos">(n) true scores.</param>
    /// <param name="measure">Which measure.</param>
    /// <param name="units">By image or by content, of n images.</param>
    /// <param name="resamples">Resamples, 1 or more.</param>
    /// <param name="seed">Where the draws come from.</param>
    /// <param name="confidence">Share of the resamples inside the interval, in (0, 1).</param>
    /// <param name="threads">Threads to use; default all cores.</param>
    /// <returns>Null when the measure is undefined for either on all images.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite.</exception>
    public static PairedAgreement? Of(
        double[] first, double[] second, double[] mos, Agreement measure, BootstrapUnits units,
        int resamples, SeedTree seed, double confidence = 0.95, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(units);
        units.Expect(first.Length);
        if (AgreementOf.Images(measure, first, mos) - AgreementOf.Images(measure, second, mos) is not { } difference) return null;
        var drawn = AgreementBootstrap.Draw(
            units, resamples, seed,
            () => [AgreementOf.Resamples(measure, first, mos), AgreementOf.Resamples(measure, second, mos)], threads);
        var values = drawn.Select(pair => pair[0] - pair[1]).OfType<double>().ToList();
        if (Bootstrap.Percentiles(values, confidence) is not { } interval) return null;
        var (above, below) = (values.Count(v => v >= 0), values.Count(v => v <= 0));
        var p = Math.Min(1, 2.0 * (Math.Min(above, below) + 1) / (values.Count + 1));
        return new PairedAgreement(measure, difference, interval, p);
    }
}
