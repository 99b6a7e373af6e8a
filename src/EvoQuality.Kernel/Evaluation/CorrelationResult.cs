using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Evaluation;

/// <summary>Agreement of predictions with opinion scores.</summary>
/// <param name="Srcc">Rank correlation; null when undefined (constant predictions).</param>
/// <param name="SrccInterval">95 % bootstrap interval over images.</param>
/// <param name="Plcc">Linear correlation without a fitted curve; null when undefined.</param>
/// <param name="Images">Images that had a prediction.</param>
public sealed record CorrelationResult(double? Srcc, Interval? SrccInterval, double? Plcc, int Images)
{
    private const int Resamples = 1000;

    /// <summary>Correlates; images without a prediction are left out and show in <see cref="Images"/>.</summary>
    public static CorrelationResult Of(IReadOnlyList<double?> predictions, IReadOnlyList<double> mos, SeedTree seed)
    {
        var kept = predictions.Zip(mos).Where(p => p.First is not null).ToArray();
        double[] x = [.. kept.Select(p => p.First!.Value)], y = [.. kept.Select(p => p.Second)];
        return kept.Length < 2
            ? new CorrelationResult(null, null, null, kept.Length)
            : new CorrelationResult(
                Correlation.Spearman(x, y), Bootstrap.OfSpearman(x, y, Resamples, seed.Source()), Correlation.Pearson(x, y), kept.Length);
    }
}
