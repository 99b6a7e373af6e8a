using System.Numerics.Tensors;

namespace EvoQuality.Generation;

/// <summary>Draws from rows in the CPU's memory: weights in fp32, their sums in fp64, and most of a row passed in pieces.</summary>
/// <param name="vocabulary">Values in a row.</param>
internal sealed class RowDraw(int vocabulary)
{
    private const int PieceLength = 256;
    private readonly float[] _weights = new float[vocabulary];

    /// <summary>The first token whose cumulative weight exceeds u times the total: never one of weight 0.</summary>
    /// <param name="logits">(V), at least one of them finite.</param>
    /// <param name="uniform">In [0, 1).</param>
    public int Token(ReadOnlySpan<float> logits, double uniform)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), _weights);
        TensorPrimitives.Exp<float>(_weights, _weights);
        var left = uniform * Total();
        for (var start = 0; start < vocabulary; start += PieceLength)
        {
            var piece = Piece(start);
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

        return _weights.LastIndexOfAnyExcept(0); // rounding left something over
    }

    private double Total()
    {
        var total = 0.0;
        for (var start = 0; start < vocabulary; start += PieceLength) total += TensorPrimitives.Sum(Piece(start));
        return total;
    }

    private ReadOnlySpan<float> Piece(int start) => _weights.AsSpan(start, Math.Min(PieceLength, vocabulary - start));
}
