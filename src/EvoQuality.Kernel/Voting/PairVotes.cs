using System.Text.Json.Serialization;
using EvoQuality.Datasets;

namespace EvoQuality.Voting;

/// <summary>The votes on one pair, each as it was given: a vote has a place by pair, order and sample.</summary>
/// <param name="Pair">The images, by index.</param>
/// <param name="Straight">Answers with the pair's first image shown first, one character per sample: <c>0</c> for the image shown first, <c>1</c> for the other, <c>-</c> for an abstention.</param>
/// <param name="Swapped">Answers with the pair's second image shown first, in the same characters.</param>
public sealed record PairVotes(ImagePair Pair, string Straight, string Swapped)
{
    /// <summary>Probability that a vote goes to the pair's first image, over the orders that are asked, 0..1; null where it was not asked for, or no answer can be a vote.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Probability { get; init; }

    /// <summary>Votes for the pair's first and second image, whatever order they were shown in, and abstentions.</summary>
    [JsonIgnore]
    public VoteTally Tally => StraightTally + SwappedTally;

    /// <summary>The tally of the answers with the first image shown first.</summary>
    [JsonIgnore]
    public VoteTally StraightTally => new(Straight.Count(c => c == '0'), Straight.Count(c => c == '1'), Straight.Count(c => c == '-'));

    /// <summary>The tally of the answers with the second image shown first, for the pair's first and second image.</summary>
    [JsonIgnore]
    public VoteTally SwappedTally => new(Swapped.Count(c => c == '1'), Swapped.Count(c => c == '0'), Swapped.Count(c => c == '-'));

    /// <summary>Votes for the image that was shown first: position bias, where its share is far from a half.</summary>
    [JsonIgnore]
    public int FirstShown => StraightTally.First + SwappedTally.Second;
}
