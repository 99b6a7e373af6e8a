using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Language;
using EvoQuality.Statistics;

namespace EvoQuality.Generation;

/// <summary>
/// A simulated Thurstone observer: it knows every image's quality and perceives it with normal noise of known size. For
/// teaching, tests and ablations in seconds; everything downstream of a policy can be checked against what it must find.
/// </summary>
/// <param name="quality">True quality of an image, 1..5.</param>
/// <param name="noise">Standard deviation of one look, score points; above 0.</param>
/// <param name="positionBias">Added to the first-shown image's perceived quality in comparisons, score points.</param>
/// <param name="abstention">Share of answers that do not parse, 0..1.</param>
public sealed class ScriptedPolicy(Func<IqaImage, double> quality, double noise, double positionBias = 0, double abstention = 0) : IProbabilityPolicy
{
    private const string Mumble = "I cannot tell.";

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<Completion>> Sample(
        IReadOnlyList<Prompt> prompts, int count, SamplingOptions options, IReadOnlyList<SeedTree> seeds, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(seeds);
        return [.. prompts.Select((prompt, i) =>
        {
            cancel.ThrowIfCancellationRequested();
            var source = seeds[i].Source();
            return (IReadOnlyList<Completion>)[.. Enumerable.Range(0, count).Select(_ => Answer(prompt, options.Temperature, source))];
        })];
    }

    /// <inheritdoc/>
    public IReadOnlyList<double[]> ChoiceProbabilities(
        IReadOnlyList<Prompt> prompts, IReadOnlyList<string> choices, double temperature = 1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return [.. prompts.Select(prompt =>
        {
            var first = Normal.Cdf(Advantage(prompt) / (noise * temperature * Math.Sqrt(2)));
            return choices.Select(c => (1 - abstention) * (c == "0" ? first : c == "1" ? 1 - first : 0)).ToArray();
        })];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ScoreDistribution> ScoreDistributions(
        IReadOnlyList<Prompt> prompts, double temperature = 1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return [.. prompts.Select(prompt =>
        {
            var (mean, deviation) = (quality(prompt.Images[0]), noise * temperature);
            double Below(double x) => Normal.Cdf((x - mean) / deviation);
            var weights = new double[ScoreDistribution.Count];
            for (var i = 0; i < weights.Length; i++)
            {
                // The same rounding and clamping as a sampled score: the ends hold the tails.
                var low = i == 0 ? 0 : Below(ScoreDistribution.ScoreAt(i) - 0.005);
                var high = i == weights.Length - 1 ? 1 : Below(ScoreDistribution.ScoreAt(i) + 0.005);
                weights[i] = (1 - abstention) * (high - low);
            }

            return new ScoreDistribution(weights);
        })];
    }

    private Completion Answer(Prompt prompt, double temperature, SeededSource source)
    {
        var parsed = !source.NextBool(abstention);
        var look = temperature * noise * source.NextGaussian();
        var answer = prompt.Images.Count == 2
            ? Advantage(prompt) + look + (temperature * noise * source.NextGaussian()) > 0 ? "0" : "1"
            : RationaleTemplates.ScoreText(Math.Clamp(Math.Round(quality(prompt.Images[0]) + look, 2), 1, 5));
        var text = prompt.Text.Contains("\\boxed{}", StringComparison.Ordinal) ? $"<think>I look.</think>\\boxed{{{answer}}}" : answer;
        return new Completion(parsed ? text : Mumble, [], Truncated: false);
    }

    private double Advantage(Prompt prompt) => quality(prompt.Images[0]) - quality(prompt.Images[1]) + positionBias;
}
