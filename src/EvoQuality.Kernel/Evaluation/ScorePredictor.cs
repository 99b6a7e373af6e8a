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
    /// <param name="log">Where scores are kept as they come; images that it holds already are not scored again.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="InvalidDataException">The log holds scores of other images.</exception>
    public static IReadOnlyList<ImageScores> Predict(
        IPolicy policy, IReadOnlyList<IqaImage> images, ScoreOptions options, SeedTree seed,
        Journal<ScoreRecord>? log = null, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        var results = log is null ? [] : Logged(log, images);
        foreach (var batch in images.Skip(results.Count).Chunk(ImagesPerBatch))
        {
            var start = results.Count;
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

            log?.Append([.. results.Skip(start).Select(ScoreRecord.Of)]);
            progress?.Report(new StageProgress("scoring", results.Count, images.Count, "images"));
        }

        return results;
    }

    /// <summary>Scores of an earlier process, in whole batches: what a batch holds together decides the last bits of its numbers.</summary>
    private static List<ImageScores> Logged(Journal<ScoreRecord> log, IReadOnlyList<IqaImage> images)
    {
        for (var i = 0; i < log.Records.Count; i++)
        {
            if (i >= images.Count || log.Records[i].Image != images[i].Id)
                throw new InvalidDataException($"{log.Path}: line {i + 1} holds scores of {log.Records[i].Image}, which this run does not score there.");
        }

        if (log.Records.Count < images.Count) log.CutTo(log.Records.Count / ImagesPerBatch * ImagesPerBatch);
        return [.. log.Records.Zip(images, (record, image) => record.With(image))];
    }
}
