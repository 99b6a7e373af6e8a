using EvoQuality.Foundations;

namespace EvoQuality.Statistics;

/// <summary>
/// Percentile bootstrap of measures of agreement. Resample r depends on child r of the seed alone, and all measures see
/// the same resamples, so neither threads nor the choice of measures move a number.
/// </summary>
public static class AgreementBootstrap
{
    /// <summary>Measures with intervals.</summary>
    /// <param name="predictions">(n) what the policy says.</param>
    /// <param name="mos">(n) true scores.</param>
    /// <param name="measures">Which; logistic ones are fitted anew to every resample.</param>
    /// <param name="units">By image or by content, of n images.</param>
    /// <param name="resamples">Resamples, 1 or more; 1,000 is usual.</param>
    /// <param name="seed">Where the draws come from.</param>
    /// <param name="confidence">Share of the resamples inside the interval, in (0, 1).</param>
    /// <param name="threads">Threads to use; default all cores.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite.</exception>
    public static IReadOnlyList<AgreementEstimate> Of(
        double[] predictions, double[] mos, IReadOnlyList<Agreement> measures, BootstrapUnits units,
        int resamples, SeedTree seed, double confidence = 0.95, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(measures);
        ArgumentNullException.ThrowIfNull(units);
        units.Expect(predictions.Length);
        var drawn = Draw(
            units, resamples, seed, () => [.. measures.Select(m => AgreementOf.Resamples(m, predictions, mos))], threads);
        return [.. measures.Select((measure, m) =>
        {
            var defined = drawn.Select(values => values[m]).OfType<double>().ToList();
            return new AgreementEstimate(
                measure, AgreementOf.Images(measure, predictions, mos),
                Bootstrap.Percentiles(defined, confidence), resamples - defined.Count);
        })];
    }

    /// <summary>Per resample, the value of each statistic; they are made once per thread.</summary>
    internal static double?[][] Draw(
        BootstrapUnits units, int resamples, SeedTree seed, Func<IResampledStatistic[]> statistics, int? threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        var values = new double?[resamples][];
        Parallel.For(
            0, resamples, new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount },
            () => (Statistics: statistics(), Drawn: new int[units.Units], Times: new int[units.Images]),
            (r, _, own) =>
            {
                units.Draw(seed.Child(r), own.Drawn, own.Times);
                values[r] = Array.ConvertAll(own.Statistics, s => s.Of(own.Times));
                return own;
            },
            _ => { });
        return values;
    }
}
