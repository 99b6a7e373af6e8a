namespace EvoQuality.Generation.Served;

/// <summary>What a server did with one kind of request.</summary>
/// <param name="Ability">What was asked for, such as "log-probabilities".</param>
/// <param name="Works">Whether it came.</param>
/// <param name="Found">What came, or what the server said instead.</param>
public sealed record ProbeFinding(string Ability, bool Works, string Found);
