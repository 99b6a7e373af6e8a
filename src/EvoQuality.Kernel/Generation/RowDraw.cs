using System.Numerics.Tensors;

namespace EvoQuality.Generation;

/// <summary>Draws from a row in the CPU's memory: weights in fp32, added up in pieces, the pieces in fp64; most of a row is passed by its pieces' sums.</summary>
internal static class RowDraw
{
    private const int PieceLength = 256;

    /// <summary>The first token whose cumulative weight exceeds u times the total, to about 1e-7 of it: never one of weight 0.</summary>
    /// <param name="logits">(V), at least one of them finite.</param>
    /// <param name="uniform">u in [0, 1).</param>
    /// <param name="weights">Room for V values.</param>
    public static int Token(ReadOnlySpan<float> logits, double uniform, Span<float> weights)
    {
        weights = weights[..logits.Length];
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), weights);
        TensorPrimitives.Exp(weights, weights);
        var left = uniform * Total(weights);
        for (var start = 0; start < weights.Length; start += PieceLength)
        {
            var piece = Piece(weights, start);
            var sum = TensorPrimitives.Sum(piece);
            if (left >= sum)
            {
                left -= sum;
                continue;
            }

            for (var i = 0; i < piece.Length; i++)
            {
                left -= piece[i];
                if (left < 0) return start + i;
            }
        }

        return weights.LastIndexOfAnyExcept(0); // rounding left something over
    }

    private static double Total(ReadOnlySpan<float> weights)
    {
        var total = 0.0;
        for (var start = 0; start < weights.Length; start += PieceLength) total += TensorPrimitives.Sum(Piece(weights, start));
        return total;
    }

    private static ReadOnlySpan<float> Piece(ReadOnlySpan<float> weights, int start) => weights.Slice(start, Math.Min(PieceLength, weights.Length - start));
}
