using EvoQuality.Qwen25VL;
using EvoQuality.Qwen25VL.Adapters;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>What a GRPO training of some architecture is to do: the question that <see cref="MemoryForecast"/> answers.</summary>
public sealed record MemoryQuestion
{
    /// <summary>The architecture.</summary>
    public required Qwen25VLConfig Config { get; init; }

    /// <summary>Type of the weights, and of what the layers compute.</summary>
    public ScalarType Type { get; init; } = ScalarType.BFloat16;

    /// <summary>How weights take their steps.</summary>
    public UpdateOptions Update { get; init; } = new();

    /// <summary>Low-rank matrices that are trained in place of all weights; null for all.</summary>
    public AdapterOptions? Adapter { get; init; }

    /// <summary>Whether a reference policy is held. With an adapter it takes nothing.</summary>
    public bool Reference { get; init; } = true;

    /// <summary>Prompts computed at a time (a micro-batch).</summary>
    public int Prompts { get; init; } = 1;

    /// <summary>Tokens of a prompt, image places included.</summary>
    public int PromptTokens { get; init; } = 512;

    /// <summary>Patches of a prompt's images.</summary>
    public int Patches { get; init; } = 1024;

    /// <summary>Completions per prompt, G. Paper: 32.</summary>
    public int Group { get; init; } = 32;

    /// <summary>Tokens of a completion.</summary>
    public int CompletionTokens { get; init; } = 128;

    /// <summary>Whether a layer keeps its input alone and is computed again backward.</summary>
    public bool Checkpointing { get; init; }

    /// <summary>Most bytes of logits and their copies at once; the rest follows in chunks.</summary>
    public long LogitBudget { get; init; } = long.MaxValue;
}
