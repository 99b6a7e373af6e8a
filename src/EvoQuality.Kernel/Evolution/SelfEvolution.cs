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
/// are any, only tell afterwards how well it went. With a folder everything is kept as it comes, and the same evolution on
/// the same folder goes on where the last process ended.
/// </summary>
public sealed class SelfEvolution : IDisposable
{
    private readonly QwenPolicy _start;
    private readonly ImageSet _pool;
    private readonly ImageSet? _test;
    private readonly SeedTree _seed;
    private readonly IAddedPairSource? _added;
    private readonly EvolutionRecord? _record;
    private readonly IProgress<StageProgress>? _progress;
    private readonly CancellationToken _cancel;

    /// <param name="start">The policy to start from; it is not changed.</param>
    /// <param name="pool">Images to evolve on.</param>
    /// <param name="test">Labelled images never evolved on; null evaluates nothing.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">Root of every draw.</param>
    /// <param name="folder">Where the run is kept; null keeps nothing.</param>
    /// <param name="added">Pairs beside the random ones; null for none.</param>
    /// <param name="progress">Told in pairs, steps and images.</param>
    /// <param name="cancel">Stops between batches and steps.</param>
    /// <exception cref="ArgumentException">An option is out of range, or opinion scores are the labels and a picture has none.</exception>
    /// <exception cref="IOException">Another process holds the folder, or it cannot be written.</exception>
    /// <exception cref="InvalidDataException">The folder holds another run; the message says what differs.</exception>
    public SelfEvolution(
        QwenPolicy start, ImageSet pool, ImageSet? test, EvolutionOptions options, SeedTree seed, RunFolder? folder = null,
        IAddedPairSource? added = null, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pool);
        options.Validate();
        (_start, _pool, _test, Options, _seed, _added, _progress, _cancel) = (start, pool, test, options, seed, added, progress, cancel);
        if (options.Online.Labels == LabelSource.OpinionScores) ExpectOpinionScores(); // told now, not after the votes
        Clock = new StageClock();
        if (folder is not null)
            _record = EvolutionRecord.Open(folder, RunIdentity.Of(start, pool, test, added, options, seed), pool, test);
    }

    /// <summary>Settings.</summary>
    public EvolutionOptions Options { get; }

    /// <summary>Seconds spent so far by this process.</summary>
    public StageClock Clock { get; }

    /// <summary>Runs all rounds.</summary>
    /// <param name="onRound">Told each version as it is ready (its policy is alive only during the call): save it, show it.</param>
    /// <returns>The start and every round, in order.</returns>
    public IReadOnlyList<RoundResult> Run(Action<RoundResult, QwenPolicy>? onRound = null)
    {
        using var policy = Trained();
        using var carried = Carried(policy);
        var rounds = new List<RoundResult>();
        IReadOnlyList<GrpoMetrics> training = [];
        IReadOnlyList<StepEvaluation> along = [];
        for (var round = 0; ; round++)
        {
            var votes = Vote(policy, round);
            rounds.Add(new RoundResult(round, training, votes, Evaluate(policy, round)) { Along = along, EndedEarly = Options.Online.Diversity?.Reason(training) });
            onRound?.Invoke(rounds[^1], policy);
            if (round == Options.Rounds) return rounds;
            using var record = _record?.Training(round + 1);
            using var log = Options.Online.EvaluateEvery is null ? null : _record?.Along(round + 1);
            var seen = new List<StepEvaluation>(log?.Records ?? []);
            training = Improve(
                policy, votes.Pool, () => Labels(policy, votes, round, Named($"round {round + 1}")), round, record, carried,
                Named($"round {round + 1}"), step => Look(step, policy, seen, log));
            along = seen;
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
        using var scores = _record?.Scores(kind);
        if (kind == ControlKind.SharpenedStart)
        {
            double Find() => SharpenedStart.Temperature(_start, _test.Images, Options.Scores, rounds[^1].Evaluation!, _seed.Child("sharpen"), _cancel);
            var temperature = _record?.Once(kind, Find) ?? Find();
            return Evaluate(_start, Options.Scores with { Temperature = temperature }, [], scores, null, progress);
        }

        using var policy = Trained();
        using var carried = Carried(policy);
        foreach (var round in rounds.Take(rounds.Count - 1))
        {
            var source = _seed.Child("control").Child(kind.ToString()).Child(round.Round).Source();
            using var record = _record?.Training(kind, round.Round + 1);
            Improve(
                policy, round.Votes.Pool, () => ControlLabels.Of(kind, Labels(policy, round.Votes, round.Round, progress), round.Votes.Pool, source),
                round.Round, record, carried, progress);
        }

        return Evaluate(policy, Options.Scores, [], scores, null, progress);
    }

    /// <summary>Gives the folder back. What was computed stays.</summary>
    public void Dispose() => _record?.Dispose();

    /// <summary>The one optimizer of all rounds, where the options ask for it.</summary>
    private ParameterUpdate? Carried(QwenPolicy policy) =>
        Options.Optimizer == OptimizerState.Carried ? OnlineStage.NewUpdate(policy, Options.Online, _seed.Child("rounds")) : null;

    /// <summary>A copy of the start to train, or its weights with a fresh adapter: then the start is the reference without a second copy.</summary>
    private QwenPolicy Trained() =>
        Options.Online.Adapter is { } adapter ? _start.WithAdapter(adapter, _seed.Child("adapter")) : _start.Clone();

    /// <summary>Of the pool and of what every round adds to it.</summary>
    private void ExpectOpinionScores()
    {
        TrainingLabels.OfOpinionScores(new PreferenceSet([]), _pool);
        for (var round = 0; round < Options.Rounds; round++)
        {
            var without = Added(round)?.Images.Count(i => i.Mos is null) ?? 0;
            if (without > 0) throw new ArgumentException($"Opinion scores as labels need one for every picture, but {without} of those that {_added} adds in round {round + 1} have none.");
        }
    }

    private AddedPairs? Added(int round) => Added(_added, _pool, Options, _seed, round);

    /// <summary>What a version's votes get beside the pairs of the pool, for the round after it; nothing after the last.</summary>
    internal static AddedPairs? Added(IAddedPairSource? source, ImageSet pool, EvolutionOptions options, SeedTree root, int round) =>
        round == options.Rounds ? null : source?.Of(round + 1, pool, options.PairsPerRound, OfflineSeed(root, round).Child("added"));

    private OfflineResult Vote(QwenPolicy policy, int round)
    {
        using var log = _record?.Votes(round);
        var (seed, added) = (OfflineSeed(_seed, round), Added(round));
        if (added is not null) _record?.KeepImages(round, added.Images);
        return Clock.Voting(
            () => OfflineStage.Run(policy, _pool, Options.PairsPerRound, Options.Votes, seed, added, Options.Pairing, log, Named($"version {round}"), _cancel),
            log?.Records.Count ?? 0);
    }

    /// <summary>Evaluates in the middle of a training, at the steps asked for, once each.</summary>
    private void Look(int step, QwenPolicy policy, List<StepEvaluation> seen, Journal<StepEvaluation>? log)
    {
        if (_test is null || Options.Online.EvaluateEvery is not { } every || step % every != 0 || seen.Any(s => s.Step == step)) return;
        seen.Add(StepEvaluation.Of(step, policy, [.. _test.Images.Take(Options.Online.EvaluateImages)], Options.Scores, ScoreSeed(_seed), _cancel));
        log?.Append(seen[^1]);
    }

    /// <summary>What a round's policy learns from: the votes, its own averaged scores where the reward or the options ask for them, people's, or coins.</summary>
    private TrainingLabels Labels(QwenPolicy policy, OfflineResult votes, int round, IProgress<StageProgress>? progress)
    {
        var (source, reward) = (Options.Online.Labels, Options.Online.Reward);
        if (source == LabelSource.OpinionScores) return TrainingLabels.OfOpinionScores(votes.Preferences, votes.Pool);
        if (source == LabelSource.Policy && reward == RewardKind.Fidelity) return new TrainingLabels(votes.Preferences);
        if (source == LabelSource.Random) return new TrainingLabels(votes.Preferences.Random(_seed.Child("round").Child(round).Child("coins").Source()));
        var seed = _seed.Child("round").Child(round).Child("estimates");
        var scores = ScoreEstimates.Of(policy, votes.Pool.Images, Options.Online, seed, progress, _cancel);
        return source == LabelSource.OwnScores ? TrainingLabels.OfOwnScores(votes.Preferences, scores) : new TrainingLabels(votes.Preferences, scores);
    }

    private IReadOnlyList<GrpoMetrics> Improve(
        QwenPolicy policy, ImageSet pool, Func<TrainingLabels> labels, int round, TrainingRecord? record, ParameterUpdate? carried,
        IProgress<StageProgress>? progress, Action<int>? afterStep = null) =>
        Clock.Training(() =>
        {
            if (record?.TryFinish(policy, carried) == true) return record.Metrics;
            using var roundStart = Options.Reference == ReferenceChoice.RoundStart ? policy.Clone() : null;
            var seed = OnlineSeed(_seed, round);
            var (preferences, scores) = labels();
            return new OnlineStage(policy, roundStart ?? _start, pool.Images, preferences, Options.Online, seed, scores).Run(record, carried, afterStep, progress, _cancel);
        });

    private EvaluationReport? Evaluate(QwenPolicy policy, int round)
    {
        if (_test is null) return null;
        using var scores = _record?.Scores(round);
        using var votes = _record?.TestVotes(round);
        var pairs = Options.TestPairs == 0 ? [] : PairSampler.Sample(_test.Images.Count, Options.TestPairs, _seed.Child("test pairs").Source());
        return Evaluate(policy, Options.Scores, pairs, scores, votes, Named($"version {round}"));
    }

    private EvaluationReport Evaluate(
        QwenPolicy policy, ScoreOptions options, IReadOnlyList<ImagePair> pairs, Journal<ScoreRecord>? scores, Journal<PairVotes>? votes,
        IProgress<StageProgress>? progress) =>
        Clock.Evaluation(() => EvaluationReport.Of(
            policy, _test!.Images, options, Options.Votes, pairs, EvaluationSeed(_seed), scores, votes, progress: progress, cancel: _cancel));

    /// <summary>Root of the pairs and votes of version <paramref name="round"/>.</summary>
    internal static SeedTree OfflineSeed(SeedTree root, int round) => root.Child("round").Child(round).Child("offline");

    /// <summary>Root of the training that version <paramref name="round"/> starts.</summary>
    internal static SeedTree OnlineSeed(SeedTree root, int round) => root.Child("round").Child(round).Child("online");

    /// <summary>Root of the draws of every evaluation of a run.</summary>
    internal static SeedTree EvaluationSeed(SeedTree root) => root.Child("test");

    /// <summary>Root of the samples of every evaluation of a run; image i draws from child i.</summary>
    public static SeedTree ScoreSeed(SeedTree root) => EvaluationSeed(root).Child("scores");

    private NamedProgress? Named(string prefix) => NamedProgress.Of(_progress, prefix);
}
