using MathNet.Numerics;

namespace EvoQuality.Voting;

/// <summary>What a majority makes of single votes, exactly (Condorcet's jury theorem).</summary>
public static class MajorityOdds
{
    /// <summary>
    /// Probability that the majority of K independent votes is right, a tie counted half. It rises with K where single votes are right
    /// more often than not, falls where they are wrong more often than not, and 2m votes are worth exactly 2m - 1.
    /// </summary>
    /// <param name="right">Probability that one vote is right, 0..1.</param>
    /// <param name="k">Votes, K; 1 or more.</param>
    /// <returns>In 0..1.</returns>
    public static double Right(double right, int k)
    {
        if (right is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(right), right, "A probability must lie in 0..1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var needed = (k + 1) / 2; // of 2m - 1 votes, m decide; their binomial tail is a beta integral
        return SpecialFunctions.BetaRegularized(needed, needed, right);
    }
}
