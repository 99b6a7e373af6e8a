using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Voting;

namespace EvoQuality.Evolution;

/// <summary>
/// T rounds: the policy votes on random pairs of the pool, the votes become pseudo-preferences, GRPO trains the policy's
/// scoring with them, and the improved policy votes again. No label is used unless the options ask for supervision; labels of pool and test set, where there
/// are any, only tell afterwards how well it went.
/// </summary>
public sealed class SelfEvolution
{
    private readonly QwenPolicy _start;
    private readonly ImageSet _pool;
    private readonly ImageSet? _test;
    private readonly SeedTree _seed;
    private readonly IProgress<StageProgress>? _progress;
    private readonly CancellationToken _cancel;

    /// <param name="start">The policy to start from; it is not changed.</param>
    /// <param name="pool">Images to evolve on.</param>
    /// <param name="test">Labelled images never evolved on; null evaluates nothing.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">Root of every draw.</param>
    /// <param name="progress">Told in pairs, steps and images.</param>
    /// <param name="cancel">Stops between batches and steps.</param>
    public SelfEvolution(
        QwenPolicy start, ImageSet pool, ImageSet? test, EvolutionOptions options, SeedTree seed,
        IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pool);
        options.Validate();
        if (options.Online.Labels == LabelSource.OpinionScores) TrainingLabels.OfOpinionScores(new PreferenceSet([]), pool); // told now, not after the votes
        (_start, _pool, _test, Options, _seed, _progress, _cancel) = (start, pool, test, options, seed, progress, cancel);
        Clock = new StageClock();
    }

    /// <summary>Settings.</summary>
    public EvolutionOptions Options { get; }

    /// <summary>Seconds spent so far.</summary>
    public StageClock Clock { get; }

    /// <summary>Runs all rounds.</summary>
    /// <param name="onRound">Told each version as it is ready (its policy is alive only during the call): save it, show it.</param>
    /// <returns>The start and every round, in order.</returns>
    public IReadOnlyList<RoundResult> Run(Action<RoundResult, QwenPolicy>? onRound = null)
    {
        using var policy = _start.Clone();
        var rounds = new List<RoundResult>();
        IReadOnlyList<GrpoMetrics> training = [];
        for (var round = 0; ; round++)
        {
            var votes = Vote(policy, round);
            rounds.Add(new RoundResult(round, training, votes, Evaluate(policy, Named($"version {round}"), Options.Scores, compare: true)));
            onRound?.Invoke(rounds[^1], policy);
            if (round == Options.Rounds) return rounds;
            training = Improve(policy, Labels(policy, votes.Preferences, round, Named($"round {round + 1}")), round, Named($"round {round + 1}"));
        }
    }

    /// <summary>
    /// Runs one control beside a finished evolution: the same start, pairs, batches and draws, with other labels, or no
    /// training at all and a lower temperature.
    /// </summary>
    /// <param name="kind">Which control.</param>
    /// <param name="rounds">The evolution it stands beside.</param>
    /// <returns>Its scores on the test set; it does not vote there.</returns>
    public EvaluationReport Control(ControlKind kind, IReadOnlyList<RoundResult> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        if (_test is null) throw new InvalidOperationException("A control is judged on a labelled test set, and this evolution has none.");
        var progress = Named($"control {kind}");
        if (kind == ControlKind.SharpenedStart)
        {
            var evolved = rounds[^1].Evaluation!;
            var temperature = SharpenedStart.Temperature(_start, _test.Images, Options.Scores, evolved, _seed.Child("sharpen"), _cancel);
            return Evaluate(_start, progress, Options.Scores with { Temperature = temperature }, compare: false)!;
        }

        using var policy = _start.Clone();
        foreach (var round in rounds.Take(rounds.Count - 1))
        {
            var source = _seed.Child("control").Child(kind.ToString()).Child(round.Round).Source();
            var labels = Labels(policy, round.Votes.Preferences, round.Round, progress);
            Improve(policy, ControlLabels.Of(kind, labels, _pool, source), round.Round, progress);
        }

        return Evaluate(policy, progress, Options.Scores, compare: false)!;
    }

    private OfflineResult Vote(QwenPolicy policy, int round) => Clock.Voting(() => OfflineStage.Run(
        policy, _pool, Options.PairsPerRound, Options.Votes, _seed.Child("round").Child(round).Child("offline"), Named($"version {round}"), _cancel));

    /// <summary>What a round's policy learns from: the votes, its own averaged scores where the reward asks for scores, or people's.</summary>
    private TrainingLabels Labels(QwenPolicy policy, PreferenceSet voted, int round, IProgress<StageProgress>? progress)
    {
        if (Options.Online.Labels == LabelSource.OpinionScores) return TrainingLabels.OfOpinionScores(voted, _pool);
        if (Options.Online.Reward == RewardKind.Fidelity) return new TrainingLabels(voted);
        var seed = _seed.Child("round").Child(round).Child("estimates");
        return Clock.Training(() => new TrainingLabels(voted, ScoreEstimates.Of(policy, _pool.Images, Options.Online, seed, progress, _cancel)));
    }

    private IReadOnlyList<GrpoMetrics> Improve(QwenPolicy policy, TrainingLabels labels, int round, IProgress<StageProgress>? progress) =>
        Clock.Training(() =>
        {
            using var roundStart = Options.Reference == ReferenceChoice.RoundStart ? policy.Clone() : null;
            var seed = _seed.Child("round").Child(round).Child("online");
            return new OnlineStage(policy, roundStart ?? _start, _pool.Images, labels.Preferences, Options.Online, seed, labels.Scores).Run(progress, _cancel);
        });

    private EvaluationReport? Evaluate(QwenPolicy policy, IProgress<StageProgress>? progress, ScoreOptions scores, bool compare) =>
        _test is null ? null : Clock.Evaluation(() =>
        {
            var pairs = compare ? PairSampler.Sample(_test.Images.Count, Options.TestPairs, _seed.Child("test pairs").Source()) : [];
            return EvaluationReport.Of(
                policy, _test.Images, scores, Options.Votes, pairs, _seed.Child("test"), progress, _cancel);
        });

    private Relabelled? Named(string prefix) => _progress is null ? null : new Relabelled(_progress, prefix);

    private sealed class Relabelled(IProgress<StageProgress> inner, string prefix) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => inner.Report(value with { Stage = $"{prefix}: {value.Stage}" });
    }
}
