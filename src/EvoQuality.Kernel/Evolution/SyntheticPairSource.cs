using EvoQuality.Datasets;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution;

/// <summary>
/// The paper's pairs of round 2: distorted variants of one picture against each other, beside the random pairs of the pool.
/// Type and level are never used as labels; the policy votes on these pairs like on any other.
/// </summary>
/// <param name="Share">Share of synthetic pairs among all of a round, above 0 and below 1. The paper gives no ratio; ours is a half.</param>
/// <param name="Variants">Variants per picture. Paper: 10.</param>
/// <param name="FromRound">First round that gets them. Paper: 2.</param>
public sealed record SyntheticPairSource(double Share = 0.5, int Variants = 10, int FromRound = 2) : IAddedPairSource
{
    /// <inheritdoc/>
    public AddedPairs? Of(int round, ImageSet pool, int randomPairs, SeedTree seed)
    {
        if (round < FromRound) return null;
        var pairs = SyntheticPairOptions.CountFor(randomPairs, Share);
        if (pairs == 0) return null;
        var synthetic = SyntheticPairs.Create(pool, new SyntheticPairOptions { Variants = Variants, Pairs = pairs }, seed);
        return new AddedPairs(synthetic.Added, synthetic.Pairs);
    }
}
