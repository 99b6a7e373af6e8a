namespace EvoQuality.Generation.Served;

/// <summary>One of the answers of a reply.</summary>
/// <param name="Text">Its text; empty where the server refused.</param>
/// <param name="Truncated">Whether it ran into the token limit.</param>
/// <param name="Refused">Whether the server or its filter refused to answer.</param>
/// <param name="LogProbs">Per token of the answer, the likeliest tokens of its place; null where none were given.</param>
public sealed record ServedChoice(string Text, bool Truncated, bool Refused, IReadOnlyList<IReadOnlyList<TokenLogProb>>? LogProbs);
