using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>Rotary position embedding in the half-rotation form.</summary>
internal static class Rotary
{
    /// <summary>Inverse frequencies theta^(-2i/size), i = 0 .. size/2 - 1.</summary>
    public static float[] Frequencies(int size, double theta) =>
        [.. Enumerable.Range(0, size / 2).Select(i => (float)(1.0 / Math.Pow(theta, 2.0 * i / size)))];

    /// <summary>Cosines and sines over the whole last axis. The rotation's minus stands in the sines: (-sin, sin).</summary>
    /// <param name="angles">(*, E/2), one per pair of values.</param>
    /// <returns>Two tensors (*, E).</returns>
    public static (Tensor Cos, Tensor Sin) Table(Tensor angles)
    {
        using var scope = NewDisposeScope();
        var (cos, sin) = (angles.cos(), angles.sin());
        return (cat([cos, cos], -1).MoveToOuterDisposeScope(), cat([sin.neg(), sin], -1).MoveToOuterDisposeScope());
    }

    /// <summary>x * cos + swapHalves(x) * sin over the last axis, computed in the wider of the types, returned in x's.</summary>
    /// <param name="x">(*, E).</param>
    /// <param name="cos">Broadcastable to x.</param>
    /// <param name="sin">Broadcastable to x; as <see cref="Table"/> makes it.</param>
    public static Tensor Apply(Tensor x, Tensor cos, Tensor sin)
    {
        using var scope = NewDisposeScope();
        var swapped = x.roll(x.shape[^1] / 2, -1);
        return (x * cos).addcmul_(swapped, sin, FixedScalars.One).to_type(x.dtype).MoveToOuterDisposeScope();
    }
}
