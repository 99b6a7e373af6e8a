using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>Rotary position embedding in the half-rotation form.</summary>
internal static class Rotary
{
    /// <summary>Inverse frequencies theta^(-2i/size), i = 0 .. size/2 - 1.</summary>
    public static float[] Frequencies(int size, double theta) =>
        [.. Enumerable.Range(0, size / 2).Select(i => (float)(1.0 / Math.Pow(theta, 2.0 * i / size)))];

    /// <summary>x * cos + rotateHalf(x) * sin over the last axis, computed in the wider of the types, returned in x's.</summary>
    /// <param name="x">(*, E).</param>
    /// <param name="cos">Broadcastable to x.</param>
    /// <param name="sin">Broadcastable to x.</param>
    public static Tensor Apply(Tensor x, Tensor cos, Tensor sin)
    {
        using var scope = NewDisposeScope();
        var half = x.shape[^1] / 2;
        var rotated = cat([x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)], -1);
        return (x * cos).addcmul_(rotated, sin, FixedScalars.One).to_type(x.dtype).MoveToOuterDisposeScope();
    }
}
