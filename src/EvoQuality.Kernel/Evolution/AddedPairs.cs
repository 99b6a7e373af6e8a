using EvoQuality.Datasets;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution;

/// <summary>Pictures and pairs that a round votes and trains on beside the random pairs of the pool.</summary>
/// <param name="Images">Pictures that join the pool; ids that the pool does not have.</param>
/// <param name="Pairs">Pairs of indices: below the pool's count its own pictures, from there on <paramref name="Images"/>.</param>
public sealed record AddedPairs(IReadOnlyList<IqaImage> Images, IReadOnlyList<ImagePair> Pairs)
{
    /// <summary>The pool that <see cref="Pairs"/> index.</summary>
    public ImageSet With(ImageSet pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return pool.With(Images);
    }
}

/// <summary>
/// Where added pairs come from. The paper adds pairs of distorted variants of one picture from round 2 on; other sources may
/// choose pairs by what was voted so far. Its <c>ToString</c> says what it is: a run can be gone on with by the same source alone.
/// </summary>
public interface IAddedPairSource
{
    /// <summary>The pairs of a round.</summary>
    /// <param name="round">From 1.</param>
    /// <param name="pool">The pool without any added picture.</param>
    /// <param name="randomPairs">How many random pairs the round has.</param>
    /// <param name="seed">Root of its draws.</param>
    /// <returns>Null where the round gets none. The same arguments give the same pairs.</returns>
    AddedPairs? Of(int round, ImageSet pool, int randomPairs, SeedTree seed);
}
