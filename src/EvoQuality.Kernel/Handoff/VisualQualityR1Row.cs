using System.Text.Json.Serialization;

namespace EvoQuality.Handoff;

/// <summary>A row of VisualQuality-R1's data set: a line of its JSONL.</summary>
/// <param name="Id">From 1.</param>
/// <param name="DatasetName">Names the data set.</param>
/// <param name="Image">The picture's file, relative to the folder of pictures.</param>
/// <param name="Conversations">The question, and the score that is taken for true.</param>
public sealed record VisualQualityR1Row(int Id, string DatasetName, IReadOnlyList<string> Image, IReadOnlyList<object> Conversations);

/// <summary>What a person says in a <see cref="VisualQualityR1Row"/>.</summary>
/// <param name="From"><c>human</c>.</param>
/// <param name="Value">The question.</param>
public sealed record VisualQualityR1Question([property: JsonPropertyName("from")] string From, [property: JsonPropertyName("value")] string Value);

/// <summary>What is taken for true in a <see cref="VisualQualityR1Row"/>.</summary>
/// <param name="From"><c>gpt</c>.</param>
/// <param name="Value">The score, 1..5.</param>
public sealed record VisualQualityR1Score([property: JsonPropertyName("from")] string From, [property: JsonPropertyName("value")] double Value);
