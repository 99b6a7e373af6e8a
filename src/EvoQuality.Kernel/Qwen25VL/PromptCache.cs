using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// Keys and values of B prompts, computed once and read by all their branches (K votes, G scores) without a copy. In
/// training they carry the graph, so the prompt is also computed once backward.
/// </summary>
public sealed class PromptCache : IDisposable
{
    private readonly TensorList _layers;

    internal PromptCache(IReadOnlyList<(Tensor Keys, Tensor Values)> layers, Tensor? present, long[] nextPositions)
    {
        Layers = layers;
        Present = present;
        NextPositions = nextPositions;
        _layers = new TensorList([.. layers.SelectMany(l => new[] { l.Keys, l.Values })]);
    }

    /// <summary>Number of prompts, B.</summary>
    public int Count => NextPositions.Length;

    /// <summary>Per layer: (B, KV heads, L, E) each.</summary>
    internal IReadOnlyList<(Tensor Keys, Tensor Values)> Layers { get; }

    /// <summary>(B, L) bool, true where a token stands; null when no prompt is padded. Owned by the caller's batch.</summary>
    internal Tensor? Present { get; }

    /// <summary>(B) position of the first token after each prompt.</summary>
    internal long[] NextPositions { get; }

    /// <inheritdoc/>
    public void Dispose() => _layers.Dispose();
}

/// <summary>Owns a list of tensors and disposes them one by one.</summary>
internal sealed class TensorList(IReadOnlyList<Tensor> tensors) : IDisposable
{
    public void Dispose()
    {
        foreach (var tensor in tensors) tensor.Dispose();
    }
}
