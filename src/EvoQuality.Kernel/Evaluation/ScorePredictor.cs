using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Language;

namespace EvoQuality.Evaluation;

/// <summary>Scores images by one sample, mean of N, greedy and, for direct answers, the expected score.</summary>
public static class ScorePredictor
{
    private const int ImagesPerBatch = 64;

    /// <param name="policy">The scorer.</param>
    /// <param name="images">What to score.</param>
    /// <param name="options">N, style, temperature.</param>
    /// <param name="seed">Image i draws from child i.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static IReadOnlyList<ImageScores> Predict(
        IPolicy policy, IReadOnlyList<IqaImage> images, ScoreOptions options, SeedTree seed,
        IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(options);
        var results = new List<ImageScores>();
        foreach (var (batch, start) in images.Chunk(ImagesPerBatch).Select((b, i) => (b, i * ImagesPerBatch)))
        {
            Prompt[] prompts = [.. batch.Select(i => new Prompt([i], options.Style.ScorePrompt()))];
            SeedTree[] seeds = [.. batch.Select((_, i) => seed.Child(start + i))];
            var samples = policy.Sample(prompts, options.Samples, options.Sampling, seeds, cancel);
            var greedy = policy.Sample(prompts, 1, options.Sampling with { Temperature = 0 }, seeds, cancel);
            var distributions = options.Style == AnswerStyle.Direct && policy is IProbabilityPolicy readable
                ? readable.ScoreDistributions(prompts, options.Temperature, cancel)
                : null;
            for (var i = 0; i < batch.Length; i++)
            {
                results.Add(new ImageScores(
                    batch[i],
                    [.. samples[i].Select(c => AnswerParser.Score(c.Text))],
                    AnswerParser.Score(greedy[i][0].Text),
                    distributions?[i].Mean,
                    distributions?[i].Entropy));
            }

            progress?.Report(new StageProgress("scoring", results.Count, images.Count, "images"));
        }

        return results;
    }
}
