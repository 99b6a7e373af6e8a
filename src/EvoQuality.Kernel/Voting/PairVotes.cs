using EvoQuality.Datasets;

namespace EvoQuality.Voting;

/// <summary>The votes on one pair.</summary>
/// <param name="Pair">The images, by index.</param>
/// <param name="Tally">Votes for the pair's first and second image, whatever order they were shown in, and abstentions.</param>
/// <param name="FirstShown">Votes for the image that was shown first: position bias, where its share is far from a half.</param>
public sealed record PairVotes(ImagePair Pair, VoteTally Tally, int FirstShown)
{
    /// <summary>The votes that were asked with the pair's first image shown first; the others saw it second. Null where the orders were not counted apart.</summary>
    public VoteTally? Straight { get; init; }
}
