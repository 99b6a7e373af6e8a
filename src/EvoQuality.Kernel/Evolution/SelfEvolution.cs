using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Voting;

namespace EvoQuality.Evolution;

/// <summary>
/// T rounds: the policy votes on random pairs of the pool, the votes become pseudo-preferences, GRPO trains the policy's
/// scoring with them, and the improved policy votes again. No label is used; labels of pool and test set, where there
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
        using var policy = Trained();
        var rounds = new List<RoundResult>();
        IReadOnlyList<GrpoMetrics> training = [];
        for (var round = 0; ; round++)
        {
            var votes = Vote(policy, round);
            rounds.Add(new RoundResult(round, training, votes, Evaluate(policy, Named($"version {round}"), Options.Scores, compare: true)));
            onRound?.Invoke(rounds[^1], policy);
            if (round == Options.Rounds) return rounds;
            training = Improve(policy, votes.Preferences, round, Named($"round {round + 1}"));
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

        using var policy = Trained();
        foreach (var round in rounds.Take(rounds.Count - 1))
        {
            var source = _seed.Child("control").Child(kind.ToString()).Child(round.Round).Source();
            Improve(policy, ControlLabels.Of(kind, round.Votes.Preferences, _pool.Images, source), round.Round, progress);
        }

        return Evaluate(policy, progress, Options.Scores, compare: false)!;
    }

    /// <summary>A copy of the start to train, or its weights with a fresh adapter: then the start is the reference without a second copy.</summary>
    private QwenPolicy Trained() =>
        Options.Online.Adapter is { } adapter ? _start.WithAdapter(adapter, _seed.Child("adapter")) : _start.Clone();

    private OfflineResult Vote(QwenPolicy policy, int round) => Clock.Voting(() => OfflineStage.Run(
        policy, _pool, Options.PairsPerRound, Options.Votes, _seed.Child("round").Child(round).Child("offline"), Named($"version {round}"), _cancel));

    private IReadOnlyList<GrpoMetrics> Improve(QwenPolicy policy, PreferenceSet labels, int round, IProgress<StageProgress>? progress) =>
        Clock.Training(() =>
        {
            using var roundStart = Options.Reference == ReferenceChoice.RoundStart ? policy.Clone() : null;
            var seed = _seed.Child("round").Child(round).Child("online");
            return new OnlineStage(policy, roundStart ?? _start, _pool.Images, labels, Options.Online, seed).Run(progress, _cancel);
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
