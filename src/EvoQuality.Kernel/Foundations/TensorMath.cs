using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Foundations;

/// <summary>Arithmetic between tensors and numbers that holds the numbers until torch is done (see <see cref="FixedScalars"/>).</summary>
internal static class TensorMath
{
    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, FixedScalars.One);

    /// <summary>a + number.</summary>
    public static Tensor Plus(this Tensor a, double number)
    {
        using var held = number.ToScalar();
        return a.add(held, FixedScalars.One);
    }

    /// <summary>a * number.</summary>
    public static Tensor Times(this Tensor a, double number)
    {
        using var held = number.ToScalar();
        return a.mul(held);
    }

    /// <summary>a / number.</summary>
    public static Tensor DividedBy(this Tensor a, double number)
    {
        using var held = number.ToScalar();
        return a.div(held);
    }
}
