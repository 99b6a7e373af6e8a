using EvoQuality.Evolution;
using EvoQuality.Grpo;
using EvoQuality.Rewards;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>What the online stage did.</content>
public static partial class Tables
{
    /// <summary>The figures of every GRPO step of every round.</summary>
    public static DataFrame Training(IReadOnlyList<RoundResult> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        return new TableOf<(int Round, GrpoMetrics Metrics)>(rounds.SelectMany(r => r.Training.Select(m => (r.Round, m))))
            .Whole("round", r => r.Round)
            .Whole("step", r => r.Metrics.Step)
            .Number("reward", r => r.Metrics.Reward)
            .Number("reward std", r => r.Metrics.GroupRewardStd)
            .Number("zero-std groups", r => r.Metrics.ZeroStdFraction)
            .Number("kl", r => r.Metrics.Kl)
            .Number("clipped", r => r.Metrics.ClipFraction)
            .Number("gradient norm", r => r.Metrics.GradientNorm)
            .Number("rate", r => r.Metrics.LearningRate)
            .Number("score mean", r => r.Metrics.ScoreMean)
            .Number("score spread", r => r.Metrics.ScoreSpread)
            .Number("parsed", r => r.Metrics.ParseRate)
            .Frame;
    }

    /// <summary>Everything known of every step, under TRL's names (<see cref="GrpoLog"/>).</summary>
    public static DataFrame TrainingLog(IReadOnlyList<RoundResult> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        var rows = rounds.SelectMany(r => r.Training.Select(m => (r.Round, Figures: GrpoLog.Flat(m).ToDictionary()))).ToArray();
        var table = new TableOf<(int Round, Dictionary<string, double?> Figures)>(rows).Whole("round", r => r.Round);
        foreach (var key in rows.SelectMany(r => r.Figures.Keys).Distinct()) table.Number(key, r => r.Figures.GetValueOrDefault(key));
        return table.Frame;
    }

    /// <summary>How every version is doing, without a label.</summary>
    public static DataFrame Health(IReadOnlyList<RoundResult> rounds) => new TableOf<RoundHealth>(RoundHealth.Of(rounds))
        .Whole("round", r => r.Round)
        .Number("answer entropy", r => r.AnswerEntropy)
        .Number("distinct answers", r => r.DistinctShare)
        .Number("vote entropy", r => r.VoteEntropy)
        .Number("parsed", r => r.ParseRate)
        .Number("ties", r => r.TieRate)
        .Number("first shown", r => r.FirstShownShare)
        .Number("order flips", r => r.FlipRate)
        .Number("pairs shared with the round before", r => r.Agreement?.SharedPairs)
        .Number("same preference", r => r.Agreement?.SamePreference)
        .Number("rank correlation", r => r.Agreement?.RankCorrelation)
        .Frame;

    /// <summary>Eqs. 2 to 4 on one group: win probability against one partner, reward and advantage of every score.</summary>
    /// <param name="own">The image's scores, q_k.</param>
    /// <param name="partner">Mean and variance of the partner's scores.</param>
    /// <param name="preference">p*(image, partner).</param>
    public static DataFrame Rewards(GroupScores own, PartnerStatistics partner, double preference)
    {
        ArgumentNullException.ThrowIfNull(own);
        var options = new FidelityOptions();
        var variance = own.Variance(options.UnbiasedVariance) ?? throw new ArgumentException("A group needs two parsed scores or more.", nameof(own));
        var rewards = FidelityRewards.UnparsableAsZero(FidelityRewards.Compute(own, [(partner, preference)], options));
        var advantages = GroupAdvantage.Normalize(rewards, new AdvantageOptions());
        return new TableOf<int>(Enumerable.Range(0, rewards.Length))
            .Number("score", k => own.Scores[k])
            .Number("win probability (Eq. 2)", k => own.Scores[k] is { } q
                ? Thurstone.WinProbability(q, partner.Mean, variance, partner.Variance, options.Gamma) : null)
            .Number("reward (Eq. 3)", k => rewards[k])
            .Number("advantage (Eq. 4)", k => advantages[k])
            .Frame;
    }
}
