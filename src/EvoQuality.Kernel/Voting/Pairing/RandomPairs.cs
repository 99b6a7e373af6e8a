using EvoQuality.Datasets;
using EvoQuality.Foundations;

namespace EvoQuality.Voting.Pairing;

/// <summary>The paper's way: random pairs, whatever the votes were.</summary>
/// <param name="source">Where the draws come from; every call draws on.</param>
public sealed class RandomPairs(SeededSource source) : IPairSource
{
    /// <inheritdoc/>
    public IReadOnlyList<ImagePair> Next(int images, IReadOnlyList<PairVotes> votes, int count) => PairSampler.Sample(images, count, source);
}
