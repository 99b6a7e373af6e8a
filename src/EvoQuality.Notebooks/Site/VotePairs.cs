using System.Text.Json.Serialization;

namespace EvoQuality.Notebooks;

/// <summary>What the page "You vote too" shows: pairs of pictures of known order, with the votes of a policy.</summary>
/// <param name="Policy">The name of the policy.</param>
/// <param name="Voters">Votes per pair, K: each sample of the policy counts as one voter.</param>
/// <param name="Seed">What pictures, order and votes were drawn from.</param>
/// <param name="Pairs">In the order they are shown.</param>
public sealed record VotePairs(string Policy, int Voters, ulong Seed, IReadOnlyList<VotePair> Pairs);

/// <summary>One pair. Sides are <c>left</c> and <c>right</c>.</summary>
/// <param name="Left">The picture on the left, a <c>data:</c> address.</param>
/// <param name="Right">The picture on the right.</param>
/// <param name="Better">The less damaged side.</param>
/// <param name="Damage">What was done to the scene.</param>
/// <param name="LeftLevel">How much of it on the left, 1 (slight) to 5 (heavy).</param>
/// <param name="RightLevel">How much of it on the right.</param>
/// <param name="Votes">One letter per voter: <c>L</c>, <c>R</c>, or <c>-</c> for an abstention.</param>
/// <param name="Consensus">The side the majority is for; <c>tie</c>, or null where nobody voted.</param>
public sealed record VotePair(
    string Left, string Right, string Better, string Damage, int LeftLevel, int RightLevel, string Votes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Consensus);
