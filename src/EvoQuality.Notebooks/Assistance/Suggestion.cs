namespace EvoQuality.Notebooks;

/// <summary>One way to go on with a word.</summary>
/// <param name="Text">What would stand there.</param>
/// <param name="Kind">Method, property, class, keyword and so on, in lower case.</param>
internal sealed record Suggestion(string Text, string Kind);
