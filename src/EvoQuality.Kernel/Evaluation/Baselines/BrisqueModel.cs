using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging.NaturalStatistics;

namespace EvoQuality.Evaluation.Baselines;

/// <summary>
/// BRISQUE's features (Mittal, Moorthy and Bovik 2012) with a kernel ridge regression trained on opinion scores. The published
/// regressor was trained on LIVE; like every baseline in comparisons on other sets, this one is trained on the set's own training part.
/// </summary>
public sealed class BrisqueModel
{
    private BrisqueModel(KernelRidge regression) => Regression = regression;

    /// <summary>The regression on the 36 features.</summary>
    public KernelRidge Regression { get; }

    /// <summary>Trains.</summary>
    /// <param name="training">Pictures with opinion scores, ten or more.</param>
    /// <param name="source">Deals the pictures to the folds that choose the regression's settings.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images.</param>
    /// <exception cref="ArgumentException">A picture has no opinion score, or is below 16x16 pixels.</exception>
    public static BrisqueModel Train(
        IReadOnlyList<IqaImage> training, SeededSource source, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        var scores = ImageFeatures.Scores(training);
        var features = ImageFeatures.Of(training, BrisqueFeatures.Of, "BRISQUE, training", progress, cancel);
        return new BrisqueModel(KernelRidge.Choose(features, scores, source));
    }

    /// <summary>Quality of each image on the training scores' scale.</summary>
    public IReadOnlyList<double> Predict(IReadOnlyList<IqaImage> images, IProgress<StageProgress>? progress = null, CancellationToken cancel = default) =>
        Regression.Predict(ImageFeatures.Of(images, BrisqueFeatures.Of, "BRISQUE", progress, cancel));
}
