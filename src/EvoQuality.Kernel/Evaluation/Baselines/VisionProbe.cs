using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;

namespace EvoQuality.Evaluation.Baselines;

/// <summary>
/// What a policy's vision tower knows of quality, whatever its language model makes of it: opinion read from the mean of a picture's
/// vectors, by the regression that <see cref="BrisqueModel"/> gives BRISQUE's features. A probe: it needs labels, and the policy learns nothing.
/// </summary>
public sealed class VisionProbe
{
    private const int PerReport = 20;
    private readonly QwenPolicy _policy;
    private readonly KernelRidge _regression;

    private VisionProbe(QwenPolicy policy, KernelRidge regression) => (_policy, _regression) = (policy, regression);

    /// <summary>Trains the regression.</summary>
    /// <param name="policy">Whose tower is probed; it stays the caller's.</param>
    /// <param name="training">Pictures with opinion scores, ten or more.</param>
    /// <param name="source">Deals the pictures to the folds that choose the regression's settings.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images.</param>
    /// <exception cref="ArgumentException">A picture has no opinion score.</exception>
    public static VisionProbe Train(
        QwenPolicy policy, IReadOnlyList<IqaImage> training, SeededSource source, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(training);
        var scores = ImageFeatures.Scores(training);
        return new VisionProbe(policy, KernelRidge.Choose(Features(policy, training, "probe, training", progress, cancel), scores, source));
    }

    /// <summary>Quality of each image on the training scores' scale.</summary>
    public IReadOnlyList<double> Predict(IReadOnlyList<IqaImage> images, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return _regression.Predict(Features(_policy, images, "probe", progress, cancel));
    }

    /// <summary>(N, D): one after another, so that no more than one picture is in memory beside the policy's own cache.</summary>
    private static double[][] Features(QwenPolicy policy, IReadOnlyList<IqaImage> images, string stage, IProgress<StageProgress>? progress, CancellationToken cancel)
    {
        var features = new double[images.Count][];
        for (var i = 0; i < images.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            features[i] = policy.MeanFeatures(images[i]);
            if ((i + 1) % PerReport == 0 || i + 1 == images.Count) progress?.Report(new StageProgress(stage, i + 1, images.Count, "images"));
        }

        return features;
    }
}
