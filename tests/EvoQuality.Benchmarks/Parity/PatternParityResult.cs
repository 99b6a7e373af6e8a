using System.Text.Json.Serialization;

namespace EvoQuality.Benchmarks.Parity;

/// <summary>How resizing and pixel rows compare with the reference, to the last bit.</summary>
public sealed record PatternParityResult : IParityResult
{
    /// <summary>What was compared.</summary>
    [JsonPropertyOrder(-1)]
    public string Kind => "images";

    /// <summary>Results compared: resized pictures, pixel rows, sizes.</summary>
    public required int Compared { get; init; }

    /// <summary>The results that are not equal to the last bit, named.</summary>
    public required IReadOnlyList<string> Different { get; init; }

    /// <summary>Largest difference of a sampled normalised pixel (the sample has six decimals); one grey level is 0.014.</summary>
    public required double Pixels { get; init; }

    /// <inheritdoc/>
    public bool Passed => Compared > 0 && Different.Count == 0 && Pixels <= NumericParity.PixelTolerance;
}
