namespace EvoQuality.Generation;

/// <summary>One sampled answer.</summary>
/// <param name="Text">Decoded text without control tokens.</param>
/// <param name="TokenIds">Generated ids, the ending token included where it was reached; empty for policies without tokens.</param>
/// <param name="Truncated">Whether the answer ran into the token limit before it ended.</param>
public sealed record Completion(string Text, IReadOnlyList<int> TokenIds, bool Truncated);
