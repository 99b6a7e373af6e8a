using EvoQuality.Datasets;

namespace EvoQuality.Voting.Pairing;

/// <summary>Says which pairs to ask about next.</summary>
public interface IPairSource
{
    /// <summary>The next pairs, all different.</summary>
    /// <param name="images">Number of images, 2 or more.</param>
    /// <param name="votes">Everything counted so far; may be empty.</param>
    /// <param name="count">Wanted number; fewer are given where there are no more.</param>
    IReadOnlyList<ImagePair> Next(int images, IReadOnlyList<PairVotes> votes, int count);
}
