using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging;

namespace EvoQuality.Evaluation.Baselines;

/// <summary>One computation per image on all cores; the order of the results is that of the images.</summary>
internal static class ImageFeatures
{
    private const int PerReport = 20;

    public static T[] Of<T>(IReadOnlyList<IqaImage> images, Func<RgbImage, T> compute, string stage, IProgress<StageProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(images);
        var results = new T[images.Count];
        var done = 0;
        try
        {
            Parallel.For(0, images.Count, new ParallelOptions { CancellationToken = cancel }, i =>
            {
                results[i] = Compute(images[i], compute);
                var finished = Interlocked.Increment(ref done);
                if (finished % PerReport == 0 || finished == images.Count) progress?.Report(new StageProgress(stage, finished, images.Count, "images"));
            });
        }
        catch (AggregateException e) when (e.InnerException is ArgumentException or IOException or InvalidDataException)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
        }

        return results;
    }

    /// <summary>The scores that a regression on features is trained on.</summary>
    /// <exception cref="ArgumentException">A picture has none.</exception>
    public static double[] Scores(IReadOnlyList<IqaImage> training) => training.FirstOrDefault(i => i.Mos is null) is { } unlabelled
        ? throw new ArgumentException($"Training needs an opinion score for every image, but {unlabelled.Id} has none.", nameof(training))
        : [.. training.Select(i => i.Mos!.Value)];

    private static T Compute<T>(IqaImage image, Func<RgbImage, T> compute)
    {
        try
        {
            return compute(image.Load());
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{image.Id}: {e.Message}", e);
        }
    }
}
