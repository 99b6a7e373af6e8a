namespace EvoQuality.Voting;

/// <summary>The pseudo-label of a pair (Eq. 1).</summary>
public static class MajorityVote
{
    /// <summary>
    /// Eq. 1: p* = 1 if the first image has more votes, 0 if fewer, 0.5 on a tie. Labels are hard and ties are kept;
    /// there is no threshold. Null when no response parsed: the pair is skipped.
    /// </summary>
    public static double? Decide(VoteTally tally) =>
        tally.Votes == 0 ? null : (1 + Math.Sign(tally.First - tally.Second)) / 2.0;
}
