using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Language;

namespace EvoQuality.Evolution;

/// <summary>
/// Pseudo-labels of EvoEstimate: an image's label is the mean of the scores that the policy at the start of the round gives it.
/// </summary>
public static class ScoreEstimates
{
    private const int ImagesPerBatch = 64;

    /// <summary>Scores every image once with a group of samples.</summary>
    /// <param name="policy">The policy at the start of the round.</param>
    /// <param name="images">The pool.</param>
    /// <param name="options">Samples per image (G), style and sampling, as in training.</param>
    /// <param name="seed">Image i draws from child i.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <returns>One label in 1..5 per image; null where no score parsed.</returns>
    public static double?[] Of(
        IPolicy policy, IReadOnlyList<IqaImage> images, OnlineOptions options, SeedTree seed,
        IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        var sampling = new SamplingOptions { Temperature = options.Temperature, MaxNewTokens = options.MaxNewTokens };
        var labels = new List<double?>();
        foreach (var batch in images.Chunk(ImagesPerBatch))
        {
            cancel.ThrowIfCancellationRequested();
            var start = labels.Count;
            var groups = policy.Sample(
                [.. batch.Select(i => new Prompt([i], options.Style.ScorePrompt()))], options.Group, sampling,
                [.. batch.Select((_, i) => seed.Child(start + i))], cancel);
            labels.AddRange(groups.Select(g => g.Average(c => AnswerParser.Score(c.Text))));
            progress?.Report(new StageProgress("estimating scores", labels.Count, images.Count, "images"));
        }

        return [.. labels];
    }
}
