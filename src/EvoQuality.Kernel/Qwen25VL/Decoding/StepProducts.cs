using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace EvoQuality.Qwen25VL.Decoding;

/// <summary>
/// One row against the few tokens of its branch, too small for a call of matrix multiplication: four sums at a time stay in
/// registers, and what four vectors do not divide is left to <see cref="TensorPrimitives"/>.
/// </summary>
internal static class StepProducts
{
    private static readonly int Lanes = Vector<float>.Count;

    /// <summary>Each of T tokens' keys times a query.</summary>
    /// <param name="query">(E).</param>
    /// <param name="keys">(T, E).</param>
    /// <param name="scale">A factor of every product.</param>
    /// <param name="scores">(T), written.</param>
    public static void Dots(ReadOnlySpan<float> query, ReadOnlySpan<float> keys, float scale, Span<float> scores)
    {
        var size = query.Length;
        var inFours = size % Lanes == 0 ? scores.Length - (scores.Length % 4) : 0;
        ref var q = ref MemoryMarshal.GetReference(query);
        ref var k = ref MemoryMarshal.GetReference(keys);
        for (var t = 0; t < inFours; t += 4)
        {
            var (s0, s1, s2, s3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            var first = (nuint)(t * size);
            for (nuint e = 0; e < (nuint)size; e += (nuint)Lanes)
            {
                var x = Vector.LoadUnsafe(ref q, e);
                s0 += x * Vector.LoadUnsafe(ref k, first + e);
                s1 += x * Vector.LoadUnsafe(ref k, first + (nuint)size + e);
                s2 += x * Vector.LoadUnsafe(ref k, first + (nuint)(2 * size) + e);
                s3 += x * Vector.LoadUnsafe(ref k, first + (nuint)(3 * size) + e);
            }

            (scores[t], scores[t + 1], scores[t + 2], scores[t + 3]) =
                (Vector.Sum(s0) * scale, Vector.Sum(s1) * scale, Vector.Sum(s2) * scale, Vector.Sum(s3) * scale);
        }

        for (var t = inFours; t < scores.Length; t++) scores[t] = TensorPrimitives.Dot(query, keys.Slice(t * size, size)) * scale;
    }

    /// <summary>T tokens' values by their weights, added up.</summary>
    /// <param name="weights">(T).</param>
    /// <param name="values">(T, E).</param>
    /// <param name="mix">(E), written.</param>
    public static void Mix(ReadOnlySpan<float> weights, ReadOnlySpan<float> values, Span<float> mix)
    {
        var size = mix.Length;
        ref var v = ref MemoryMarshal.GetReference(values);
        var e = 0;
        for (; e <= size - (4 * Lanes); e += 4 * Lanes)
        {
            var (s0, s1, s2, s3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            var at = (nuint)e;
            foreach (var weight in weights)
            {
                var w = new Vector<float>(weight);
                s0 += w * Vector.LoadUnsafe(ref v, at);
                s1 += w * Vector.LoadUnsafe(ref v, at + (nuint)Lanes);
                s2 += w * Vector.LoadUnsafe(ref v, at + (nuint)(2 * Lanes));
                s3 += w * Vector.LoadUnsafe(ref v, at + (nuint)(3 * Lanes));
                at += (nuint)size;
            }

            s0.CopyTo(mix[e..]);
            s1.CopyTo(mix[(e + Lanes)..]);
            s2.CopyTo(mix[(e + (2 * Lanes))..]);
            s3.CopyTo(mix[(e + (3 * Lanes))..]);
        }

        var rest = mix[e..];
        rest.Clear();
        for (var t = 0; t < weights.Length && rest.Length > 0; t++)
            TensorPrimitives.MultiplyAdd(values.Slice((t * size) + e, rest.Length), weights[t], rest, rest);
    }
}
