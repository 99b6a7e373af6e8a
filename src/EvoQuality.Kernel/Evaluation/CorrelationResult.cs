using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Evaluation;

/// <summary>Agreement of predictions with opinion scores.</summary>
/// <param name="Srcc">Rank correlation; null when undefined (constant predictions).</param>
/// <param name="SrccInterval">95 % bootstrap interval over contents: pictures of one reference are drawn together, others alone.</param>
/// <param name="Plcc">Linear correlation without a fitted curve; null when undefined.</param>
/// <param name="Images">Images that had a prediction.</param>
public sealed record CorrelationResult(double? Srcc, Interval? SrccInterval, double? Plcc, int Images)
{
    private const int Resamples = 1000;

    /// <summary>Correlates; images without a prediction are left out and show in <see cref="Images"/>.</summary>
    /// <param name="predictions">One per image.</param>
    /// <param name="images">With opinion scores.</param>
    /// <param name="seed">Where the resamples come from.</param>
    public static CorrelationResult Of(IReadOnlyList<double?> predictions, IReadOnlyList<IqaImage> images, SeedTree seed)
    {
        var kept = predictions.Zip(images).Where(p => p.First is not null).ToArray();
        if (kept.Length < 2) return new CorrelationResult(null, null, null, kept.Length);
        double[] x = [.. kept.Select(p => p.First!.Value)], y = [.. kept.Select(p => p.Second.Mos!.Value)];
        var units = BootstrapUnits.ByContent([.. kept.Select(p => p.Second.Content)]);
        return new CorrelationResult(
            Correlation.Spearman(x, y), Bootstrap.OfSpearman(x, y, units, Resamples, seed.Source()), Correlation.Pearson(x, y), kept.Length);
    }
}
