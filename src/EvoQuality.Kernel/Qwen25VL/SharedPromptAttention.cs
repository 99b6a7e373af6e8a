using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// Grouped-query attention where branches share their prompt. Query heads of one key head are folded into query rows, so
/// keys and values are neither repeated per head nor copied per branch; one softmax runs over prompt and own tokens.
/// </summary>
internal static class SharedPromptAttention
{
    /// <summary>A prompt attends to itself.</summary>
    /// <param name="query">(B, H, Lq, E): all positions, or the last ones.</param>
    /// <param name="keys">(B, KV, L, E).</param>
    /// <param name="values">(B, KV, L, E).</param>
    /// <param name="visible">(1 or B, 1, Lq, L) bool: true where a query row may see a key.</param>
    /// <returns>(B, Lq, H*E).</returns>
    public static Tensor WithinPrompt(Tensor query, Tensor keys, Tensor values, Tensor visible)
    {
        using var scope = NewDisposeScope();
        var (batch, heads, length, size) = (query.shape[0], query.shape[1], query.shape[2], query.shape[3]);
        var groups = heads / keys.shape[1];
        var folded = query.reshape(batch, -1, groups * length, size); // (B, KV, g*Lq, E)
        var mixed = nn.functional.scaled_dot_product_attention(folded, keys, values, visible.repeat(1, 1, groups, 1));
        return mixed.view(batch, heads, length, size).transpose(1, 2).reshape(batch, length, heads * size).MoveToOuterDisposeScope();
    }

    /// <summary>Branches attend to their prompt and to their own tokens.</summary>
    /// <param name="query">(S, H, L, E) with S = B x G, the G branches of one prompt next to each other.</param>
    /// <param name="promptKeys">(B, KV, Lp, E).</param>
    /// <param name="promptValues">(B, KV, Lp, E).</param>
    /// <param name="ownKeys">(S, KV, Lo, E): the branch's tokens so far, the L new ones last.</param>
    /// <param name="ownValues">(S, KV, Lo, E).</param>
    /// <param name="present">(B, Lp) bool, or null when no prompt is padded.</param>
    /// <returns>(S, L, H*E).</returns>
    public static Tensor WithPrompt(
        Tensor query, Tensor promptKeys, Tensor promptValues, Tensor ownKeys, Tensor ownValues, Tensor? present)
    {
        using var scope = NewDisposeScope();
        var (branches, heads, length, size) = (query.shape[0], query.shape[1], query.shape[2], query.shape[3]);
        var (prompts, kv, promptLength) = (promptKeys.shape[0], promptKeys.shape[1], promptKeys.shape[2]);
        var (perPrompt, groups, ownLength) = (branches / prompts, heads / kv, ownKeys.shape[2]);
        var rows = groups * length; // of one branch and one key head
        var together = query.contiguous();

        // Rows of one prompt and one key head together: (B*KV, G*g*L, E) against its keys.
        var byPrompt = together.view(prompts, perPrompt, kv, rows, size).transpose(1, 2).reshape(prompts * kv, -1, size);
        var promptScores = ScaledProducts(byPrompt, promptKeys).view(prompts, kv, perPrompt, rows, promptLength);
        if (present is not null)
            promptScores = promptScores.masked_fill(present.logical_not().view(prompts, 1, 1, 1, promptLength), FixedScalars.NegativeInfinity);

        // The same rows against the branch's own tokens: (S*KV, g*L, E).
        var ownScores = ScaledProducts(together.view(branches * kv, rows, size), ownKeys);
        if (length > 1)
        {
            var future = ones(length, ownLength, dtype: ScalarType.Bool, device: query.device).triu(ownLength - length + 1);
            ownScores = ownScores.view(-1, groups, length, ownLength).masked_fill(future, FixedScalars.NegativeInfinity);
        }

        var ownInOrder = ownScores.view(prompts, perPrompt, kv, rows, ownLength).transpose(1, 2);
        var scores = cat([promptScores, ownInOrder], -1); // (B, KV, G, g*L, Lp+Lo)
        var weights = scores.to_type(ScalarType.Float32).softmax(-1).to_type(query.dtype);

        var fromPrompt = weights.narrow(-1, 0, promptLength).view(prompts * kv, -1, promptLength).bmm(promptValues.flatten(0, 1))
            .view(prompts, kv, perPrompt, rows, size).transpose(1, 2);
        var mixed = weights.narrow(-1, promptLength, ownLength).transpose(1, 2).reshape(branches * kv, rows, ownLength)
            .bmm(ownValues.flatten(0, 1)) // (S*KV, g*L, E)
            .view(prompts, perPrompt, kv, rows, size).add_(fromPrompt, FixedScalars.One);
        return mixed.view(branches, heads, length, size).transpose(1, 2).reshape(branches, length, heads * size).MoveToOuterDisposeScope();
    }

    /// <summary>Rows times keys over the root of their size, in one call.</summary>
    /// <param name="rows">(N, R, E).</param>
    /// <param name="keys">(…, …, L, E), whose first two axes make N.</param>
    /// <returns>(N, R, L).</returns>
    internal static Tensor ScaledProducts(Tensor rows, Tensor keys)
    {
        using var scope = NewDisposeScope();
        var scale = (float)(1 / Math.Sqrt(rows.shape[2]));
        var ignored = empty(1, rows.dtype, rows.device);
        // TorchSharp 0.107 takes what is added last, whatever its parameters are called.
        return rows.baddbmm(keys.flatten(0, 1).transpose(1, 2), ignored, beta: 0, alpha: scale).MoveToOuterDisposeScope();
    }
}
