using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// Keys and values of B prompts, computed once and read by all their branches (K votes, G scores) without a copy. In
/// training they carry the graph, so the prompt is also computed once backward.
/// </summary>
public sealed class PromptCache : IDisposable
{
    internal PromptCache(IReadOnlyList<(Tensor Keys, Tensor Values)> layers, Tensor? present, long[] nextPositions) =>
        (Layers, Present, NextPositions) = (layers, present, nextPositions);

    /// <summary>Number of prompts, B.</summary>
    public int Count => NextPositions.Length;

    /// <summary>Per layer: (B, KV heads, L, E) each.</summary>
    internal IReadOnlyList<(Tensor Keys, Tensor Values)> Layers { get; }

    /// <summary>(B, L) bool, true where a token stands; null when no prompt is padded. Owned by the caller's batch.</summary>
    internal Tensor? Present { get; }

    /// <summary>(B) position of the first token after each prompt.</summary>
    internal long[] NextPositions { get; }

    /// <summary>A copy with some of the prompts, owned by the caller's scope: the others' answers have ended.</summary>
    /// <param name="prompts">Their indices, in order.</param>
    internal PromptCache Keep(IReadOnlyList<int> prompts)
    {
        using var scope = NewDisposeScope();
        var index = tensor([.. prompts.Select(p => (long)p)], device: Layers[0].Keys.device);
        Tensor Kept(Tensor all) => all.index_select(0, index).MoveToOuterDisposeScope();
        return new PromptCache(
            [.. Layers.Select(l => (Kept(l.Keys), Kept(l.Values)))],
            Present is null ? null : Kept(Present),
            [.. prompts.Select(p => NextPositions[p])]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (keys, values) in Layers)
        {
            keys.Dispose();
            values.Dispose();
        }
    }
}
