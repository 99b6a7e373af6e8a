using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Language;

namespace EvoQuality.Evaluation;

/// <summary>Scores images by one sample, mean of N, greedy and, for direct answers, the expected score.</summary>
public static class ScorePredictor
{
    /// <summary>Images that are asked about together, counted from the first.</summary>
    public const int ImagesPerBatch = 64;

    /// <param name="policy">The scorer.</param>
    /// <param name="images">What to score.</param>
    /// <param name="options">N, style, temperature.</param>
    /// <param name="seed">Image i draws from child i.</param>
    /// <param name="log">Where scores are kept as they come; images that it holds already are not scored again.</param>
    /// <param name="cache">Scores that are kept in it are not computed again; new ones are kept. Null computes all.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="InvalidDataException">The log holds scores of other images, or other numbers of samples.</exception>
    public static IReadOnlyList<ImageScores> Predict(
        IPolicy policy, IReadOnlyList<IqaImage> images, ScoreOptions options, SeedTree seed,
        Journal<ScoreRecord>? log = null, ScoreCache? cache = null, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        var results = log is null ? [] : Logged(log, images, options.Samples);
        for (var start = results.Count; start < images.Count; start = results.Count)
        {
            cancel.ThrowIfCancellationRequested();
            int[] batch = [.. Enumerable.Range(start, Math.Min(ImagesPerBatch, images.Count - start))];
            var known = batch.ToDictionary(i => i, i => cache?.Find(images[i], Provenance(cache, options, seed.Child(i))));
            int[] missing = [.. batch.Where(i => known[i] is null)];
            foreach (var (i, scores) in missing.Zip(Ask(policy, [.. missing.Select(i => images[i])], options, [.. missing.Select(i => seed.Child(i))], cancel)))
            {
                known[i] = cache is null ? scores : scores with { Provenance = Provenance(cache, options, seed.Child(i)) };
                cache?.Keep(known[i]!);
            }

            results.AddRange(batch.Select(i => known[i]!));
            log?.Append([.. results.Skip(start).Select(ScoreRecord.Of)]);
            progress?.Report(new StageProgress("scoring", results.Count, images.Count, "images"));
        }

        return results;
    }

    /// <summary>Scores of an earlier process, in whole batches: what a batch holds together decides the last bits of its numbers.</summary>
    private static List<ImageScores> Logged(Journal<ScoreRecord> log, IReadOnlyList<IqaImage> images, int samples)
    {
        for (var i = 0; i < log.Records.Count; i++)
        {
            if (i >= images.Count || log.Records[i].Image != images[i].Id)
                throw new InvalidDataException($"{log.Path}: line {i + 1} holds scores of {log.Records[i].Image}, which this run does not score there.");
            if (log.Records[i].Samples.Count != samples)
                throw new InvalidDataException($"{log.Path}: line {i + 1} holds {log.Records[i].Samples.Count} samples of {log.Records[i].Image}, and this run takes {samples}.");
        }

        if (log.Records.Count < images.Count) log.CutTo(log.Records.Count / ImagesPerBatch * ImagesPerBatch);
        return [.. log.Records.Zip(images, (record, image) => record.With(image))];
    }

    /// <summary>Scores images together, each from a seed of its own.</summary>
    internal static IEnumerable<ImageScores> Ask(
        IPolicy policy, IqaImage[] images, ScoreOptions options, SeedTree[] seeds, CancellationToken cancel)
    {
        if (images.Length == 0) return [];
        Prompt[] prompts = [.. images.Select(i => new Prompt([i], options.Style.ScorePrompt()))];
        var samples = policy.Sample(prompts, options.Samples, options.Sampling, seeds, cancel);
        var greedy = policy.Sample(prompts, 1, options.Sampling with { Temperature = 0 }, seeds, cancel);
        var distributions = options.Style == AnswerStyle.Direct && policy is IProbabilityPolicy { TellsScores: true } readable
            ? readable.ScoreDistributions(prompts, options.Temperature, cancel)
            : null;
        return images.Select((image, i) => new ImageScores(
            image, [.. samples[i].Select(c => AnswerParser.Score(c.Text))], AnswerParser.Score(greedy[i][0].Text),
            distributions?[i].Mean, distributions?[i] is { ParsedShare: > 0 } scored ? scored.Entropy : null));
    }

    private static ScoreProvenance Provenance(ScoreCache cache, ScoreOptions options, SeedTree seed) =>
        new(cache.PolicyHash, options.Style.ScorePrompt(), options.Sampling, options.Samples, cache.Limits, seed.Seed);
}
