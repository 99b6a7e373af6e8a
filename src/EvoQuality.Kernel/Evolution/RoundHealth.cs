using EvoQuality.Voting;

namespace EvoQuality.Evolution;

/// <summary>How a version of the policy is doing, in figures that need no label.</summary>
/// <param name="Round">0 is the start.</param>
/// <param name="AnswerEntropy">Entropy of sampled scores at the end of the round's training, nats; null for the start and where nothing parsed.</param>
/// <param name="DistinctShare">Share of distinct scores then, 0..1; null likewise.</param>
/// <param name="VoteEntropy">Mean entropy of a pair's votes, nats, 0..ln 2; null without votes.</param>
/// <param name="ParseRate">Share of votes that parsed.</param>
/// <param name="TieRate">Share of decided pairs whose votes are equal.</param>
/// <param name="FirstShownShare">Share of votes for the image shown first.</param>
/// <param name="FlipRate">Share of pairs whose majority changes with the order of the images; null where no pair has one in both.</param>
/// <param name="Agreement">With the pseudo-preferences of the version before; null for the start.</param>
public sealed record RoundHealth(
    int Round, double? AnswerEntropy, double? DistinctShare, double? VoteEntropy, double ParseRate, double TieRate, double FirstShownShare,
    double? FlipRate, PreferenceAgreement? Agreement)
{
    private const int LastSteps = 10;

    /// <summary>Health of every version of an evolution.</summary>
    public static IReadOnlyList<RoundHealth> Of(IReadOnlyList<RoundResult> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        return [.. rounds.Select((round, i) => Of(round, i == 0 ? null : rounds[i - 1]))];
    }

    /// <summary>Health of one version beside the one before it.</summary>
    public static RoundHealth Of(RoundResult round, RoundResult? before)
    {
        ArgumentNullException.ThrowIfNull(round);
        var (votes, report, last) = (round.Votes.Votes, round.Votes.Report, round.Training.TakeLast(LastSteps).ToArray());
        return new RoundHealth(
            round.Round, last.Average(s => s.AnswerEntropy), last.Average(s => s.DistinctShare), VoteHealth.Entropy(votes),
            report.ParseRate, report.TieRate, report.FirstShownShare, VoteHealth.FlipRate(votes),
            before is null ? null : Compared(before.Votes, round.Votes));
    }

    /// <summary>Behind the evolution's own pictures a round's pool has those that it added itself: the same number may be another picture.</summary>
    private static PreferenceAgreement Compared(OfflineResult before, OfflineResult after)
    {
        var (old, recent) = (before.Pool.Images, after.Pool.Images);
        return PreferenceAgreement.Of(before.Preferences, after.Preferences, i => i < old.Count && i < recent.Count && old[i].Id == recent[i].Id);
    }
}
