using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Grpo;
using EvoQuality.Imaging;
using EvoQuality.Statistics;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

/// <summary>A finished evolution made by hand: four pictures, a start and two rounds.</summary>
internal static class ExampleRun
{
    public static ImageSet Pool { get; } = new("pool", [.. Enumerable.Range(0, 4).Select(i => new IqaImage($"p{i}", () => new RgbImage(8, 6), 1 + i))]);

    public static IReadOnlyList<PairVotes> Votes { get; } =
    [
        new(new ImagePair(3, 0), new string('0', 20), new string('1', 12)),
        new(new ImagePair(1, 2), "00" + new string('1', 10), "11" + new string('0', 18)),
        new(new ImagePair(0, 1), new string('0', 10) + new string('1', 6), new string('0', 10) + new string('1', 6)),
        new(new ImagePair(2, 3), new string('-', 16), new string('-', 16)),
    ];

    public static OfflineResult Offline { get; } = OfflineResult.From(Pool, Votes);

    public static IReadOnlyList<RoundResult> Rounds { get; } =
    [
        new(0, [], Offline, Report(0.30, 1.0)),
        new(1, [Step(1, 0.5, 0.00), Step(2, 0.6, 0.01)], Offline, Report(0.40, 0.8)),
        new(2, [Step(1, 0.7, 0.02), Step(2, 0.8, 0.03)], Offline, Report(0.45, 0.6)),
    ];

    public static IReadOnlyList<RoundResult> Unlabelled { get; } = [.. Rounds.Select(r => r with { Evaluation = null })];

    public static IReadOnlyDictionary<ControlKind, EvaluationReport> Controls { get; } = new Dictionary<ControlKind, EvaluationReport>
    {
        [ControlKind.ShuffledLabels] = Report(0.28, 0.7),
        [ControlKind.SharpenedStart] = Report(0.31, 0.6),
    };

    public static EvaluationReport Report(double srcc, double spread) => new(
        [.. Pool.Images.Select(i => new ImageScores(i, [2 + srcc, null], 3, (0.5 * i.Mos) + srcc, 1.5))],
        Correlation(srcc - 0.1), Correlation(srcc), new CorrelationResult(null, null, null, 4), Correlation(srcc + 0.02), 0.7, 0.75, 0.72, 0.5, 2 * spread, spread);

    private static CorrelationResult Correlation(double srcc) => new(srcc, new Interval(srcc - 0.05, srcc + 0.04), srcc + 0.01, 4);

    private static GrpoMetrics Step(int step, double reward, double kl) => new()
    {
        Step = step,
        Reward = reward,
        RewardStd = 0.2,
        GroupRewardStd = 0.1,
        Rewards = [new("fidelity", reward, 0.2)],
        Groups = 4,
        GradientFreeGroups = 1,
        Loss = new LossFigures(Tokens: 10, KlSum: 10 * kl, Ratios: 10, LowClipped: 1, HighClipped: 2, ClipLowMin: 0, ClipHighMax: 0.5),
        GradientNorm = 1,
        LearningRate = 1e-4,
        Completions = new CompletionFigures(4, 3, 6, 0.25, 3.5, 3, 4),
        NumTokens = 1000 * step,
        ScoreMean = 3,
        ScoreSpread = 0.5,
        ParseRate = 1,
        AnswerEntropy = 1.5,
        DistinctShare = 0.75,
    };
}
