using EvoQuality.Datasets;
using EvoQuality.Voting;

namespace EvoQuality.Evaluation;

/// <summary>How often single votes agree with the order of the opinion scores.</summary>
public static class ComparisonAccuracy
{
    /// <summary>Share of parsed votes for the better image, over pairs with different scores; null without such a vote.</summary>
    public static double? Of(IReadOnlyList<PairVotes> votes, IReadOnlyList<IqaImage> images)
    {
        ArgumentNullException.ThrowIfNull(votes);
        double right = 0, all = 0;
        foreach (var vote in votes)
        {
            var (pair, tally) = (vote.Pair, vote.Tally);
            if (images[pair.First].Mos is not { } first || images[pair.Second].Mos is not { } second || first.Equals(second)) continue;
            right += first > second ? tally.First : tally.Second;
            all += tally.Votes;
        }

        return all == 0 ? null : right / all;
    }
}
