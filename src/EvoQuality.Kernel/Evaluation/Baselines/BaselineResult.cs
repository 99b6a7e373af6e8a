using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Evaluation.Baselines;

/// <summary>A baseline on a labelled test set.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Predictions">One per test image, higher is better.</param>
/// <param name="Srcc">Rank correlation; null when undefined.</param>
/// <param name="SrccInterval">95 % bootstrap interval over contents: pictures of one reference are drawn together, others alone.</param>
/// <param name="Plcc">Linear correlation without a fitted curve; null when undefined.</param>
/// <param name="PlccInterval">95 % bootstrap interval over contents: pictures of one reference are drawn together, others alone.</param>
public sealed record BaselineResult(
    string Name, IReadOnlyList<double> Predictions, double? Srcc, Interval? SrccInterval, double? Plcc, Interval? PlccInterval)
{
    private const int Resamples = 1000;

    /// <summary>Correlates predictions with the images' opinion scores.</summary>
    /// <exception cref="ArgumentException">An image has no opinion score.</exception>
    public static BaselineResult Of(string name, IReadOnlyList<double> predictions, IReadOnlyList<IqaImage> images, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.FirstOrDefault(i => i.Mos is null) is { } unlabelled)
            throw new ArgumentException($"Evaluation needs an opinion score for every image, but {unlabelled.Id} has none.", nameof(images));
        double[] x = [.. predictions], y = [.. images.Select(i => i.Mos!.Value)];
        var units = BootstrapUnits.ByContent([.. images.Select(i => i.Content)]);
        return new BaselineResult(
            name, predictions,
            Correlation.Spearman(x, y), Bootstrap.OfSpearman(x, y, units, Resamples, seed.Child("srcc").Source()),
            Correlation.Pearson(x, y), Bootstrap.Of(new ResampledPearson(x, y), units, Resamples, seed.Child("plcc").Source()));
    }
}
