namespace EvoQuality.Notebooks;

/// <summary>The ways to go on at a place in a cell.</summary>
/// <param name="Start">Where the word begins that they replace, in UTF-16 units.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Items">Best first.</param>
internal sealed record Suggestions(int Start, int End, IReadOnlyList<Suggestion> Items);
