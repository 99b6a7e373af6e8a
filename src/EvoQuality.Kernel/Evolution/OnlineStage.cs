using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Language;
using EvoQuality.Rewards;
using EvoQuality.Voting;

namespace EvoQuality.Evolution;

/// <summary>
/// Online stage of a round: for the images of a batch of pairs, sample G scores each, reward every score by how well it
/// fits the pseudo-preferences (Eqs. 2, 3), normalise within the group (Eq. 4), take a GRPO step (Eqs. 5, 6).
/// An unparsable completion gets reward 0 and stays in its group.
/// </summary>
public sealed class OnlineStage
{
    private readonly QwenPolicy _policy;
    private readonly QwenPolicy _reference;
    private readonly IReadOnlyList<Prompt> _prompts;
    private readonly PreferenceSet _preferences;
    private readonly OnlineOptions _options;
    private readonly SeedTree _seed;
    private readonly PartnerCache _cache;

    /// <param name="policy">Trained in place.</param>
    /// <param name="reference">Frozen.</param>
    /// <param name="images">The pool that the preferences index.</param>
    /// <param name="preferences">Pseudo-preferences.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">Root of batches and samples.</param>
    public OnlineStage(
        QwenPolicy policy, QwenPolicy reference, IReadOnlyList<IqaImage> images, PreferenceSet preferences, OnlineOptions options, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_policy, _reference, _preferences, _options, _seed) = (policy, reference, preferences, options, seed);
        _prompts = [.. images.Select(i => new Prompt([i], options.Style.ScorePrompt()))];
        _cache = new PartnerCache(options.Fidelity.UnbiasedVariance);
    }

    /// <summary>Trains for the stage's steps.</summary>
    /// <returns>Figures of every step.</returns>
    public IReadOnlyList<GrpoMetrics> Run(IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        using var update = new ParameterUpdate(_policy.Model.parameters());
        var step = new GrpoStep(_policy, _reference, update, _options.Loss, _options.UpdatesPerRollout, _options.Memory);
        var perEpoch = (_preferences.Preferences.Count + _options.PairsPerStep - 1) / _options.PairsPerStep;
        var steps = _options.Steps ?? perEpoch;
        var metrics = new List<GrpoMetrics>();
        for (var i = 0; i < steps; i++)
        {
            cancel.ThrowIfCancellationRequested();
            if (_options.Partners == PartnerScope.AllVoted && i % _options.RefreshEvery == 0) Refresh(i, cancel);
            var rate = _options.LearningRate * (1 - (i / (double)steps));
            metrics.Add(Step(i, BatchOf(i, perEpoch), step, rate, cancel));
            var last = metrics[^1];
            progress?.Report(new StageProgress(
                "GRPO", i + 1, steps, "steps", $"reward {last.Reward:F3}, kl {last.Kl:F3}, spread {last.ScoreSpread:F2}"));
        }

        return metrics;
    }

    /// <summary>Step i's pairs: every epoch visits every pair once, in an order of its own.</summary>
    private PreferenceSet BatchOf(int step, int perEpoch)
    {
        var order = Enumerable.Range(0, _preferences.Preferences.Count).ToArray();
        _seed.Child("epoch").Child(step / perEpoch).Source().Shuffle(order);
        return new PreferenceSet([.. order.Skip(step % perEpoch * _options.PairsPerStep).Take(_options.PairsPerStep).Select(p => _preferences.Preferences[p])]);
    }

    private GrpoMetrics Step(int index, PreferenceSet batch, GrpoStep step, double rate, CancellationToken cancel)
    {
        int[] images = [.. batch.Images.Order()];
        Prompt[] prompts = [.. images.Select(i => _prompts[i])];
        var completions = Sample(images, _seed.Child("rollout").Child(index), cancel);
        var groups = completions.Select(Parse).ToArray();
        for (var i = 0; i < images.Length; i++) _cache.Update(images[i], groups[i], index);

        var known = _options.Partners == PartnerScope.Batch ? batch : _preferences;
        var rewards = images.Select((image, i) => Reward(groups[i], known.PartnersOf(image))).ToArray();
        double[] advantages = [.. rewards.SelectMany(r => GroupAdvantage.Normalize(r, _options.Advantage))];
        var taken = step.Take(prompts, completions, advantages, _options.Temperature, rate);

        var deviations = rewards.Select(Deviation).ToArray();
        double[] parsed = [.. groups.SelectMany(g => g.Scores).OfType<double>()];
        return new GrpoMetrics(
            index + 1, rewards.Average(r => r.Average()), deviations.Average(), deviations.Count(d => d == 0) / (double)deviations.Length,
            taken.Kl, taken.ClipFraction, taken.GradientNorm, rate, parsed.Length == 0 ? 0 : parsed.Average(), groups.Average(g => Math.Sqrt(g.Variance() ?? 0)),
            parsed.Length / (double)groups.Sum(g => g.Scores.Count));
    }

    private double[] Reward(GroupScores own, IReadOnlyList<(int Partner, double Preference)> partners)
    {
        var known = new List<(PartnerStatistics, double)>();
        foreach (var (partner, preference) in partners)
            if (_cache.Get(partner) is { } statistics) known.Add((statistics, preference));
        return FidelityRewards.UnparsableAsZero(FidelityRewards.Compute(own, known, _options.Fidelity));
    }

    /// <summary>Samples every image once, so that all voted partners have means and variances of about the same policy.</summary>
    private void Refresh(int step, CancellationToken cancel)
    {
        int[] images = [.. _preferences.Images.Order()];
        var completions = Sample(images, _seed.Child("refresh").Child(step), cancel);
        foreach (var (image, group) in images.Zip(completions)) _cache.Update(image, Parse(group), step);
    }

    private IReadOnlyList<IReadOnlyList<Completion>> Sample(int[] images, SeedTree seed, CancellationToken cancel)
    {
        var options = new SamplingOptions { Temperature = _options.Temperature, MaxNewTokens = _options.MaxNewTokens };
        return _policy.Sample([.. images.Select(i => _prompts[i])], _options.Group, options, [.. images.Select(i => seed.Child(i))], cancel);
    }

    private static GroupScores Parse(IReadOnlyList<Completion> group) => new([.. group.Select(c => AnswerParser.Score(c.Text))]);

    private static double Deviation(double[] rewards)
    {
        var mean = rewards.Average();
        return Math.Sqrt(rewards.Sum(r => (r - mean) * (r - mean)) / Math.Max(1, rewards.Length - 1));
    }
}
