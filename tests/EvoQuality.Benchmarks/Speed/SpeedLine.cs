using System.Text.Json;
using System.Text.Json.Serialization;

namespace EvoQuality.Benchmarks.Speed;

/// <summary>The one JSON line of a measurement. The first fields are those that peer_speed.py prints too.</summary>
/// <param name="Who">Whose program ran.</param>
/// <param name="Mode">prefill, votes, scores or grpo.</param>
/// <param name="Round">Whether the votes were a round's.</param>
/// <param name="Items">Prompts.</param>
/// <param name="K">Completions per prompt.</param>
/// <param name="New">Tokens per completion.</param>
/// <param name="Side">Side of a picture in pixels.</param>
/// <param name="PromptTokens">Tokens per prompt, image places included.</param>
/// <param name="Batch">Prompts per batch.</param>
/// <param name="Dtype">Type of the weights.</param>
/// <param name="Device">Where the model was.</param>
/// <param name="Threads">Threads of the matrix library.</param>
/// <param name="GemmGflops">This side's own matrix products: 1024^3 in fp32 on a CPU, 8192^3 in the weights' type on a GPU.</param>
/// <param name="Load">Load of the machine, last minute.</param>
/// <param name="Seconds">Median time of all items.</param>
/// <param name="CompletionsPerS">Completions (prefill: prompts) per second.</param>
/// <param name="TokensComputed">Token positions through the language model plus patch rows through the vision tower, forward.</param>
/// <param name="LoadedRssMib">Resident memory once the model is loaded.</param>
/// <param name="PeakRssMib">Highest resident memory of the process.</param>
public sealed record SpeedLine(
    string Who, string Mode, bool Round, int Items, int K, int New, int Side, int PromptTokens, int Batch, string Dtype, string Device,
    int Threads, double GemmGflops, string Load, double Seconds, double CompletionsPerS, long TokensComputed, long LoadedRssMib, long PeakRssMib)
{
    private static readonly JsonSerializerOptions OneLine = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Operations of all matrix products, attention included, by the library's calculator; in 10^9.</summary>
    public double? Gflop { get; init; }

    /// <summary>Those per second, as a share of the matrix products' rate.</summary>
    public double? ProductsShare { get; init; }

    /// <summary>The same work by kind, with the bytes that it moves: what a roofline is drawn from.</summary>
    public IReadOnlyList<PassLine>? Passes { get; init; }

    /// <summary>Prefill: operations of the linear layers alone per second, as a share of the matrix products' rate.</summary>
    public double? PrefillShare { get; init; }

    /// <summary>Rows per decoding step: prompts of a batch times K.</summary>
    public int? DecodeRows { get; init; }

    /// <summary>One step of all rows, the draw included.</summary>
    public double? DecodeSecondsPerStep { get; init; }

    /// <summary>The step's matrix products alone, with the model's own weights.</summary>
    public double? FloorSecondsPerStep { get; init; }

    /// <summary>Floor divided by step, median over the repeats, each with the floor measured after it.</summary>
    public double? DecodeShare { get; init; }

    /// <summary>Bytes read and written per second by a copy of a large tensor, in GB.</summary>
    public double? CopyGbPerS { get; init; }

    /// <summary>Bytes of the weights a step reads per second, as a share of the copy's rate.</summary>
    public double? DecodeBandwidthShare { get; init; }

    /// <summary>The line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OneLine);
}
