namespace EvoQuality.Benchmarks.Served;

/// <summary>Sampled votes on one prompt beside their probability here.</summary>
/// <param name="First">Votes for the image shown first.</param>
/// <param name="Of">Votes in all.</param>
/// <param name="Probability">Our probability of such a vote.</param>
/// <param name="Tail">Probability of a count at least so far out, on the side that it lies on.</param>
public sealed record VoteShare(int First, int Of, double Probability, double Tail);
