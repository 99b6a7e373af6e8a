using System.Text.Json.Serialization;

namespace EvoQuality.Benchmarks.Parity;

/// <summary>How encoding and decoding compare with the reference.</summary>
public sealed record TokenizerParityResult : IParityResult
{
    /// <summary>What was compared.</summary>
    [JsonPropertyOrder(-1)]
    public string Kind => "tokenizer";

    /// <summary>Texts compared.</summary>
    public required int Texts { get; init; }

    /// <summary>Ids in them.</summary>
    public required int Ids { get; init; }

    /// <summary>The texts whose ids or decoded text differ.</summary>
    public required IReadOnlyList<string> Different { get; init; }

    /// <inheritdoc/>
    public bool Passed => Different.Count == 0 && Texts > 0;
}
