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
        IProgress<StageProgress>? progress = null, CancellationToken cancel = default) =>
        Predict(policy, images, options, seed, cache: null, progress, cancel);

    /// <param name="policy">The scorer.</param>
    /// <param name="images">What to score.</param>
    /// <param name="options">N, style, temperature.</param>
    /// <param name="seed">Image i draws from child i.</param>
    /// <param name="cache">Scores that are kept in it are not computed again; new ones are kept. Null computes all.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static IReadOnlyList<ImageScores> Predict(
        IPolicy policy, IReadOnlyList<IqaImage> images, ScoreOptions options, SeedTree seed, ScoreCache? cache,
        IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        var results = new ImageScores[images.Count];
        for (var start = 0; start < images.Count; start += ImagesPerBatch)
        {
            cancel.ThrowIfCancellationRequested();
            int[] batch = [.. Enumerable.Range(start, Math.Min(ImagesPerBatch, images.Count - start))];
            foreach (var i in batch)
                if (cache?.Find(images[i], Provenance(cache, options, seed.Child(i))) is { } kept) results[i] = kept;
            int[] missing = [.. batch.Where(i => results[i] is null)];
            foreach (var (i, scores) in missing.Zip(Batch(policy, [.. missing.Select(i => images[i])], options, [.. missing.Select(i => seed.Child(i))], cancel)))
            {
                results[i] = cache is null ? scores : scores with { Provenance = Provenance(cache, options, seed.Child(i)) };
                cache?.Keep(results[i]);
            }

            progress?.Report(new StageProgress("scoring", batch[^1] + 1, images.Count, "images"));
        }

        return results;
    }

    private static IEnumerable<ImageScores> Batch(
        IPolicy policy, IqaImage[] images, ScoreOptions options, SeedTree[] seeds, CancellationToken cancel)
    {
        if (images.Length == 0) return [];
        Prompt[] prompts = [.. images.Select(i => new Prompt([i], options.Style.ScorePrompt()))];
        var samples = policy.Sample(prompts, options.Samples, options.Sampling, seeds, cancel);
        var greedy = policy.Sample(prompts, 1, options.Sampling with { Temperature = 0 }, seeds, cancel);
        var distributions = options.Style == AnswerStyle.Direct && policy is IProbabilityPolicy readable
            ? readable.ScoreDistributions(prompts, options.Temperature, cancel)
            : null;
        return images.Select((image, i) => new ImageScores(
            image, [.. samples[i].Select(c => AnswerParser.Score(c.Text))], AnswerParser.Score(greedy[i][0].Text),
            distributions?[i].Mean, distributions?[i].Entropy));
    }

    private static ScoreProvenance Provenance(ScoreCache cache, ScoreOptions options, SeedTree seed) =>
        new(cache.PolicyHash, options.Style.ScorePrompt(), options.Sampling, options.Samples, cache.Limits, seed.Seed);
}
