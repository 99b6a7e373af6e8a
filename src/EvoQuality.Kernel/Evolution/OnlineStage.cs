using System.Diagnostics;
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
/// fits the pseudo-preferences (Eqs. 2, 3) or a score label, normalise within the group (Eq. 4), take a GRPO step (Eqs. 5, 6).
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
    private readonly IReadOnlyList<double?>? _scores;
    private readonly int[] _promptTokens;
    private long _tokens;

    /// <param name="policy">Trained in place.</param>
    /// <param name="reference">Frozen.</param>
    /// <param name="images">The pool that the preferences index.</param>
    /// <param name="preferences">Pseudo-preferences.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">Root of batches and samples.</param>
    /// <param name="scores">Score label of every image, for a reward or a partner scope that needs them (<see cref="TrainingLabels"/>).</param>
    /// <exception cref="ArgumentException">There is no preference, or score labels are needed and not there, or not one per image.</exception>
    public OnlineStage(
        QwenPolicy policy, QwenPolicy reference, IReadOnlyList<IqaImage> images, PreferenceSet preferences, OnlineOptions options, SeedTree seed,
        IReadOnlyList<double?>? scores = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(preferences);
        if (preferences.Preferences.Count == 0)
            throw new ArgumentException($"No pair has a preference from the labels {options.Labels}, so there is nothing to learn from.", nameof(preferences));
        if (scores is null && (options.Reward != RewardKind.Fidelity || options.Partners == PartnerScope.WholeBatch))
            throw new ArgumentException($"The reward {options.Reward} with the partners {options.Partners} needs score labels, but none are given.", nameof(scores));
        if (scores is not null && scores.Count != images.Count)
            throw new ArgumentException($"Expected a score label for each of {images.Count} images, found {scores.Count}.", nameof(scores));
        _scores = scores;
        (_policy, _reference, _preferences, _options, _seed) = (policy, reference, preferences, options, seed);
        _prompts = [.. images.Select(i => new Prompt([i], options.Style.ScorePrompt()))];
        _cache = new PartnerCache(options.Fidelity.UnbiasedVariance);
        _promptTokens = new int[_prompts.Count];
    }

    /// <summary>Trains for the stage's steps, those that the record holds not again.</summary>
    /// <param name="record">Where the stage is kept as it goes; it ends there with the same bits however often it was interrupted (on one thread).</param>
    /// <param name="carried">The optimizer that goes on from the round before; null starts a fresh one.</param>
    /// <param name="afterStep">Told the steps done after each, and those of the record before the stage goes on; it may read the policy.</param>
    /// <param name="progress">Told in steps.</param>
    /// <param name="cancel">Stops between passes of the model; the state is kept before the exception leaves.</param>
    /// <returns>Figures of every step; fewer than asked for where <see cref="OnlineOptions.Diversity"/> ended it.</returns>
    /// <exception cref="ArithmeticException">
    /// Loss or gradient is not finite. The last good state is kept; with several updates per rollout the last that <see cref="OnlineOptions.SaveEvery"/> kept.
    /// </exception>
    public IReadOnlyList<GrpoMetrics> Run(
        TrainingRecord? record = null, ParameterUpdate? carried = null, Action<int>? afterStep = null, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        using var own = carried is null ? NewUpdate(_policy, _options, _seed) : null;
        var update = carried ?? own!;
        var step = new GrpoStep(_policy, _reference, update, LossOptions, _options.UpdatesPerRollout, _options.Memory);
        var schedule = new PairSchedule(_preferences, _options.PairsPerStep, _seed);
        var steps = _options.Steps ?? schedule.StepsPerEpoch;
        var done = record?.Restore(_policy, update, _cache) ?? 0;
        var metrics = new List<GrpoMetrics>(record?.Metrics ?? []);
        _tokens = metrics.Count > 0 ? metrics[^1].NumTokens : 0;
        if (done > 0) afterStep?.Invoke(done); // a stop may have fallen into it
        for (var i = done; i < steps && _options.Diversity?.Reason(metrics) is null; i++)
        {
            var whole = i; // steps that were taken to their end
            try
            {
                cancel.ThrowIfCancellationRequested();
                if (_options.Partners == PartnerScope.AllVoted && i % _options.RefreshEvery == 0) Refresh(i, cancel);
                var rate = _options.LearningRate * (1 - (i / (double)steps));
                metrics.Add(Step(i, schedule.Step(i), step, rate, cancel));
                record?.Add(metrics[^1]);
                whole = i + 1;
                afterStep?.Invoke(whole);
            }
            catch (Exception e) when (e is OperationCanceledException or ArithmeticException)
            {
                // A step changes weights and partners only when nothing can stop it any more; but the first of several updates may be taken and a later one not.
                var half = e is ArithmeticException && whole == i && _options.UpdatesPerRollout > 1;
                if (!half) record?.Save(whole, _policy, update, _cache);
                throw;
            }

            var last = metrics[^1];
            if (record is not null && (i + 1) % _options.SaveEvery == 0 && i + 1 < steps) record.Save(i + 1, _policy, update, _cache);
            progress?.Report(new StageProgress(
                "GRPO", i + 1, steps, "steps", $"reward {last.Reward:F3}, kl {last.Kl:F3}, spread {last.ScoreSpread:F2}"));
        }

        record?.Finish(_policy, carried);
        return metrics;
    }

    /// <summary>An optimizer over what the policy trains.</summary>
    internal static ParameterUpdate NewUpdate(QwenPolicy policy, OnlineOptions options, SeedTree seed) =>
        new(policy.Model.Trainable, options.Update, seed.Child("update"));

    private GrpoLossOptions LossOptions => _options.Loss with { MaxCompletionLength = _options.Loss.MaxCompletionLength ?? _options.MaxNewTokens };

    private GrpoMetrics Step(int index, PreferenceSet batch, GrpoStep step, double rate, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        int[] images = [.. batch.Images.Order()];
        Prompt[] prompts = [.. images.Select(i => _prompts[i])];
        var completions = Sample(images, _seed.Child("rollout").Child(index), cancel);
        var groups = completions.Select(Parse).ToArray();
        for (var i = 0; i < images.Length; i++) _cache.Update(images[i], groups[i], index);

        var sampled = images.Zip(groups).ToDictionary(p => p.First, p => p.Second);
        NamedReward[] parts = [.. Parts(images, sampled, batch, completions)];
        double[][] rewards = [.. images.Select((_, i) => completions[i].Select((_, k) => parts.Sum(p => p.Weight * p.Values[i][k])).ToArray())];
        int[] faulty = [.. rewards.SelectMany(r => r).Index().Where(r => !double.IsFinite(r.Item)).Select(r => r.Index)];
        if (faulty.Length > 0) throw RolloutFaults.NotFinite("the reward is not finite", prompts, completions, faulty);
        var advantages = _options.Advantage.Function(rewards, _options.Advantage);
        var taken = step.Take(prompts, completions, advantages, _options.Temperature, rate);

        _tokens += images.Zip(completions).Sum(g => g.Second.Sum(c => (long)PromptTokens(g.First) + c.TokenIds.Count));
        double[] all = [.. rewards.SelectMany(r => r)];
        double[] parsed = [.. groups.SelectMany(g => g.Scores).OfType<double>()];
        var answers = AnswerDiversity.Of(groups.Select(g => g.Scores));
        return new GrpoMetrics
        {
            Step = index + 1,
            Reward = all.Average(),
            RewardStd = RewardFigures.Of("all", all).Std,
            GroupRewardStd = rewards.Average(r => RewardFigures.Of("group", r).Std),
            Rewards = [.. parts.Select(p => RewardFigures.Of(p.Name, [.. p.Values.SelectMany(v => v)]))],
            Groups = groups.Length,
            GradientFreeGroups = rewards.Count(GroupAdvantage.IsFlat),
            Loss = taken.Figures,
            Entropy = taken.Entropy,
            GradientNorm = taken.GradientNorm,
            LearningRate = rate,
            Completions = CompletionFigures.Of(completions.SelectMany(g => g)),
            NumTokens = _tokens,
            ScoreMean = parsed.Length == 0 ? null : parsed.Average(),
            ScoreSpread = groups.Average(g => Math.Sqrt(g.Variance() ?? 0)),
            ParseRate = parsed.Length / (double)all.Length,
            AnswerEntropy = answers?.Entropy,
            DistinctShare = answers?.DistinctShare,
            StepSeconds = watch.Elapsed.TotalSeconds,
        };
    }

    /// <summary>The rewards of the step, one value per completion and image; an unparsable score is worth 0.</summary>
    private IEnumerable<NamedReward> Parts(
        int[] images, Dictionary<int, GroupScores> sampled, PreferenceSet batch, IReadOnlyList<IReadOnlyList<Completion>> completions)
    {
        double?[] Reward(int image) => _options.Reward switch
        {
            RewardKind.Fidelity => FidelityRewards.Compute(sampled[image], Partners(image, sampled, batch), _options.Fidelity),
            RewardKind.Closeness => RegressionRewards.Closeness(sampled[image], _scores![image]),
            RewardKind.Threshold => RegressionRewards.Within(sampled[image], _scores![image], _options.Threshold),
            _ => throw new InvalidOperationException($"Unknown reward {_options.Reward}."),
        };
        yield return new(_options.Reward.ToString().ToLowerInvariant(), 1, [.. images.Select(i => FidelityRewards.UnparsableAsZero(Reward(i)))]);
        if (_options.FormatWeight > 0)
            yield return new("format", _options.FormatWeight, [.. completions.Select(g => g.Select(c => FormatReward.Of(c.Text)).ToArray())]);
    }

    /// <summary>Partners with a mean and a variance; one without two parsed scores is left out.</summary>
    private List<(PartnerStatistics Partner, double Preference)> Partners(int image, Dictionary<int, GroupScores> sampled, PreferenceSet batch)
    {
        PartnerStatistics? OfBatch(int partner) => sampled[partner].Summary(_options.Fidelity.UnbiasedVariance);
        var partners = _options.Partners switch
        {
            PartnerScope.Batch => batch.PartnersOf(image).Select(p => (OfBatch(p.Partner), p.Preference)),
            PartnerScope.AllVoted => _preferences.PartnersOf(image).Select(p => (_cache.Get(p.Partner), p.Preference)),
            PartnerScope.WholeBatch => sampled.Keys.Where(other => other != image && _scores![image] is not null && _scores[other] is not null)
                .Select(other => (OfBatch(other), (1 + _scores![image]!.Value.CompareTo(_scores[other]!.Value)) / 2.0)),
            _ => throw new InvalidOperationException($"Unknown partner scope {_options.Partners}."),
        };
        return [.. partners.Where(p => p.Item1 is not null).Select(p => (p.Item1!.Value, p.Item2))];
    }

    private int PromptTokens(int image) =>
        _promptTokens[image] > 0 ? _promptTokens[image] : _promptTokens[image] = _policy.Tokenize([_prompts[image]])[0].Ids.Count;

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

    private sealed record NamedReward(string Name, double Weight, double[][] Values);
}
