using System.Buffers;
using TorchSharp;
using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>Draws tokens by inverting the cumulative distribution, so that a given uniform number gives a given token.</summary>
internal static class TokenSampler
{
    private const long ValuesAtOnce = 1 << 16; // a few rows at a time: what top-k and top-p copy stays in a core's cache

    /// <param name="logits">(S, V) fp32; at least one per row is finite.</param>
    /// <param name="uniforms">(S) fp64 in [0, 1).</param>
    /// <param name="options">Temperature (0 takes the likeliest token), top-k, top-p.</param>
    /// <returns>(S) int64.</returns>
    public static Tensor Draw(Tensor logits, Tensor uniforms, SamplingOptions options)
    {
        using var scope = NewDisposeScope();
        if (options.Temperature == 0) return logits.argmax(-1).MoveToOuterDisposeScope();
        TensorShape.Expect(uniforms, nameof(uniforms), "(S)", logits.shape[0]);
        if (logits.device.type != DeviceType.CPU) return DrawTogether(logits, uniforms, options).MoveToOuterDisposeScope();
        var rows = (int)Math.Max(1, ValuesAtOnce / logits.shape[1]);
        return cat([.. logits.split(rows).Zip(uniforms.split(rows), (l, u) => DrawByRow(l, u, options))], 0).MoveToOuterDisposeScope();
    }

    /// <summary>All rows at once, on any device.</summary>
    internal static Tensor DrawTogether(Tensor logits, Tensor uniforms, SamplingOptions options)
    {
        using var scope = NewDisposeScope();
        var cumulative = Kept(logits, options).softmax(-1, ScalarType.Float64).cumsum(-1); // (S, V)
        var total = cumulative.narrow(-1, -1, 1);
        using var last = (logits.shape[1] - 1).ToScalar();
        // The first token whose cumulative value exceeds u times the total: never one of probability 0.
        return searchsorted(cumulative, uniforms.unsqueeze(-1) * total, right: true)
            .squeeze(-1).clamp_max(last).MoveToOuterDisposeScope();
    }

    private static Tensor DrawByRow(Tensor logits, Tensor uniforms, SamplingOptions options)
    {
        using var scope = NewDisposeScope();
        var rows = new Vectors(Kept(logits, options).contiguous());
        var draws = uniforms.data<double>();
        var tokens = new long[rows.Count];
        var weights = ArrayPool<float>.Shared.Rent((int)logits.shape[1]); // of a large vocabulary: too large to make anew each step
        for (var row = 0; row < tokens.Length; row++) tokens[row] = RowDraw.Token(rows[row], draws[row], weights);
        ArrayPool<float>.Shared.Return(weights);
        return tensor(tokens).MoveToOuterDisposeScope();
    }

    /// <summary>Over the temperature, with the logits of tokens that are not to be drawn at -inf: (S, V).</summary>
    private static Tensor Kept(Tensor logits, SamplingOptions options)
    {
        var kept = options.Temperature == 1 ? logits : logits.DividedBy(options.Temperature);
        if (options.TopK > 0 && options.TopK < logits.shape[1])
        {
            var least = kept.topk(options.TopK, -1).values.narrow(-1, -1, 1); // (S, 1)
            kept = kept.masked_fill(kept.lt(least), FixedScalars.NegativeInfinity);
        }

        if (options.TopP < 1)
        {
            // From the unlikeliest upwards, tokens leave while together they weigh no more than 1 - p; the likeliest stays.
            var (sorted, order) = kept.sort(-1);
            using var unlikely = (1 - options.TopP).ToScalar();
            var leaves = sorted.softmax(-1).cumsum(-1).le(unlikely);
            leaves.narrow(-1, -1, 1).zero_();
            kept = kept.masked_fill(leaves.scatter(-1, order, leaves), FixedScalars.NegativeInfinity);
        }

        return kept;
    }
}
