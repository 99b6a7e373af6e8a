using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Grpo;
using EvoQuality.Voting;

namespace EvoQuality.Evolution.Studies;

/// <summary>One policy of one cell in figures: a version of the evolution, or a control. Null where there is no such figure.</summary>
public sealed record StudyRow
{
    private const int LastSteps = 10;
    private const double Worst = 1, Best = 5;

    /// <summary>Seed of the cell.</summary>
    public required int Seed { get; init; }

    /// <summary>Its variant.</summary>
    public required string Variant { get; init; }

    /// <summary><c>start</c>, <c>round 1</c> and so on, or a control.</summary>
    public required string Version { get; init; }

    /// <summary>SRCC of one sampled score.</summary>
    public double? SingleSrcc { get; init; }

    /// <summary>PLCC of one sampled score.</summary>
    public double? SinglePlcc { get; init; }

    /// <summary>SRCC of the mean of N.</summary>
    public double? MeanSrcc { get; init; }

    /// <summary>PLCC of the mean of N.</summary>
    public double? MeanPlcc { get; init; }

    /// <summary>SRCC of the likeliest answer.</summary>
    public double? GreedySrcc { get; init; }

    /// <summary>PLCC of the likeliest answer.</summary>
    public double? GreedyPlcc { get; init; }

    /// <summary>SRCC of the expected score.</summary>
    public double? ExpectedSrcc { get; init; }

    /// <summary>PLCC of the expected score.</summary>
    public double? ExpectedPlcc { get; init; }

    /// <summary>Single votes against opinion scores, test pairs.</summary>
    public double? ComparisonAccuracy { get; init; }

    /// <summary>Majorities against opinion scores, test pairs.</summary>
    public double? ConsensusAccuracy { get; init; }

    /// <summary>Expected scores against opinion scores, test pairs.</summary>
    public double? ScoreAccuracy { get; init; }

    /// <summary>Pseudo-preferences against opinion scores, pairs of the pool.</summary>
    public double? PoolConsensusAccuracy { get; init; }

    /// <summary>Share of test pairs that another image wins than for the version before, among those with a winner in both.</summary>
    public double? FlipRate { get; init; }

    /// <summary>Share of pairs of the pool whose winner changes with the order of the images.</summary>
    public double? OrderFlipRate { get; init; }

    /// <summary>Share of pairs of the pool that end in a tie.</summary>
    public double? TieRate { get; init; }

    /// <summary>Pairs of the pool that gave a pseudo-preference.</summary>
    public int? Preferences { get; init; }

    /// <summary>Share of votes that parsed, pool.</summary>
    public double? VoteParseRate { get; init; }

    /// <summary>Share of sampled scores that parsed, test images.</summary>
    public double? ScoreParseRate { get; init; }

    /// <summary>Mean entropy of a sampled score, nats.</summary>
    public double? Entropy { get; init; }

    /// <summary>Share of sampled scores that are 1, the worst.</summary>
    public double? AtWorst { get; init; }

    /// <summary>Share of sampled scores that are 5, the best.</summary>
    public double? AtBest { get; init; }

    /// <summary>Mean standard deviation of an image's sampled scores.</summary>
    public double? Spread { get; init; }

    /// <summary>GRPO steps of the round that led here.</summary>
    public int? Steps { get; init; }

    /// <summary>Mean reward of its last ten steps.</summary>
    public double? Reward { get; init; }

    /// <summary>Mean KL to the reference over them, nats per token.</summary>
    public double? Kl { get; init; }

    /// <summary>The rows of a finished run.</summary>
    /// <param name="cell">Which run.</param>
    /// <param name="run">What its folder says.</param>
    /// <param name="folder">The folder.</param>
    internal static IReadOnlyList<StudyRow> Of(StudyCell cell, RecordedRun run, RunFolder folder)
    {
        var votes = run.Rounds.Select(r => Journal.Read<PairVotes>(folder.File(EvolutionRecord.TestVotesOf(r.Round)))).ToArray();
        return
        [
            .. run.Rounds.Select((round, i) => Of(cell, StudyVersion.NameOf(round.Round), round.Evaluation!) with
            {
                ComparisonAccuracy = round.Evaluation!.ComparisonAccuracy,
                ConsensusAccuracy = round.Evaluation.ConsensusAccuracy,
                ScoreAccuracy = round.Evaluation.ScoreAccuracy,
                PoolConsensusAccuracy = round.Votes.ConsensusAccuracy,
                FlipRate = i == 0 ? null : Flips(votes[i - 1], votes[i]),
                OrderFlipRate = VoteHealth.FlipRate(round.Votes.Votes),
                TieRate = round.Votes.Report.TieRate,
                Preferences = round.Votes.Preferences.Preferences.Count,
                VoteParseRate = round.Votes.Report.ParseRate,
                Steps = i == 0 ? null : round.Training.Count,
                Reward = Last(round.Training, m => m.Reward),
                Kl = Last(round.Training, m => m.Kl),
            }),
            .. run.Controls.OrderBy(c => c.Key).Select(c => Of(cell, StudyVersion.NameOf(c.Key), c.Value)),
        ];
    }

    /// <summary>What scores alone say of a policy.</summary>
    internal static StudyRow Of(StudyCell cell, string version, EvaluationReport report) => new()
    {
        Seed = cell.Seed,
        Variant = cell.Variant.Name,
        Version = version,
        SingleSrcc = report.SingleSample.Srcc,
        SinglePlcc = report.SingleSample.Plcc,
        MeanSrcc = report.MeanOfN.Srcc,
        MeanPlcc = report.MeanOfN.Plcc,
        GreedySrcc = report.Greedy.Srcc,
        GreedyPlcc = report.Greedy.Plcc,
        ExpectedSrcc = report.Expected?.Srcc,
        ExpectedPlcc = report.Expected?.Plcc,
        ScoreParseRate = report.ParseRate,
        Entropy = report.Entropy,
        AtWorst = ShareAt(Worst, report.Scores),
        AtBest = ShareAt(Best, report.Scores),
        Spread = report.Spread,
    };

    /// <summary>Share of pairs that another image wins, among those with a winner before and after; null without any.</summary>
    internal static double? Flips(IReadOnlyList<PairVotes> before, IReadOnlyList<PairVotes> after) => before.Zip(after).Average(p =>
    {
        var (was, now) = (Winner(p.First), Winner(p.Second));
        return was == 0 || now == 0 ? (double?)null : was == now ? 0 : 1;
    });

    private static int Winner(PairVotes votes) => votes.Tally.First.CompareTo(votes.Tally.Second);

    private static double? ShareAt(double end, IReadOnlyList<ImageScores> scores)
    {
        double[] parsed = [.. scores.SelectMany(s => s.Samples).OfType<double>()];
        return parsed.Length == 0 ? null : parsed.Count(s => s.Equals(end)) / (double)parsed.Length;
    }

    private static double? Last(IReadOnlyList<GrpoMetrics> training, Func<GrpoMetrics, double> figure) =>
        training.TakeLast(LastSteps).Average(m => (double?)figure(m));
}
