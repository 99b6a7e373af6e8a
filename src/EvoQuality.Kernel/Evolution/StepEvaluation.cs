using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Statistics;

namespace EvoQuality.Evolution;

/// <summary>How the policy scored in the middle of a training, on pictures it does not train on: is it learning?</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Srcc">SRCC of the expected score, or of the likeliest answer where the style hides the distribution; null when undefined.</param>
/// <param name="Plcc">PLCC of the same, without a fitted curve.</param>
/// <param name="SampleSrcc">SRCC of one sample.</param>
/// <param name="ParseRate">Share of samples that were a score.</param>
/// <param name="Images">Pictures.</param>
public sealed record StepEvaluation(int Step, double? Srcc, double? Plcc, double? SampleSrcc, double ParseRate, int Images)
{
    /// <summary>Scores pictures once and correlates.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="policy">The policy in training; not changed.</param>
    /// <param name="images">Pictures with opinion scores.</param>
    /// <param name="options">How to score; one sample is drawn whatever they say.</param>
    /// <param name="seed">Image i draws from child i: the same draws at every step.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static StepEvaluation Of(
        int step, QwenPolicy policy, IReadOnlyList<IqaImage> images, ScoreOptions options, SeedTree seed, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var scores = ScorePredictor.Predict(policy, images, options with { Samples = 1 }, seed, cancel: cancel);
        (double? Srcc, double? Plcc) Correlate(Func<ImageScores, double?> score)
        {
            ImageScores[] parsed = [.. scores.Where(s => score(s) is not null)];
            double[] x = [.. parsed.Select(s => score(s)!.Value)], y = [.. parsed.Select(s => s.Image.Mos!.Value)];
            return parsed.Length < 2 ? (null, null) : (Correlation.Spearman(x, y), Correlation.Pearson(x, y));
        }

        var main = Correlate(s => s.Expected ?? s.Greedy);
        return new StepEvaluation(
            step, main.Srcc, main.Plcc, Correlate(s => s.Single).Srcc, scores.Count(s => s.Single is not null) / (double)scores.Count, scores.Count);
    }
}
