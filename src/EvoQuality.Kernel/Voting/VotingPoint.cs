using EvoQuality.Statistics;

namespace EvoQuality.Voting;

/// <summary>How far the majority of K votes goes with a reference, at one K.</summary>
/// <param name="K">Votes per pair.</param>
/// <param name="Agreement">Mean over pairs, 0..1, a tie counted half; null where no pair is left.</param>
/// <param name="Interval">95 % bootstrap interval over pairs; null for an exact value.</param>
/// <param name="TieRate">Share of majorities that are ties; null for an exact value.</param>
public sealed record VotingPoint(int K, double? Agreement, Interval? Interval = null, double? TieRate = null);
