namespace EvoQuality.Voting;

/// <summary>What votes say about the voter, without a label.</summary>
public static class VoteHealth
{
    /// <summary>Mean over pairs of the entropy of their votes, nats: 0 unanimous, ln 2 a coin. Pairs without votes are left out; null without any.</summary>
    public static double? Entropy(IReadOnlyList<PairVotes> votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        return votes.Average(v => v.Tally.FirstFraction is { } p ? -Term(p) - Term(1 - p) : (double?)null) is { } mean ? Math.Max(0, mean) : null;
    }

    /// <summary>
    /// Share of pairs whose winner changes when the two images change places, among those with a winner in both orders:
    /// 0 for a voter that looks at the pictures alone, 1 for one that looks at their places alone.
    /// </summary>
    /// <returns>Null where no pair has a winner in both orders.</returns>
    public static double? FlipRate(IReadOnlyList<PairVotes> votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        return votes.Average(v =>
        {
            var (straight, swapped) = (v.StraightTally, v.SwappedTally);
            var (one, other) = (straight.First.CompareTo(straight.Second), swapped.First.CompareTo(swapped.Second));
            return one == 0 || other == 0 ? (double?)null : one == other ? 0 : 1;
        });
    }

    private static double Term(double p) => p > 0 ? p * Math.Log(p) : 0;
}
