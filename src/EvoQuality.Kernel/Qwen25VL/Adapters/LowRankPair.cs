using EvoQuality.Foundations;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL.Adapters;

/// <summary>
/// The two matrices of one layer, fp32 whatever the layer's type: small steps need it, and they are small themselves. The product
/// is computed in the type of the input, as autocast does in peers.
/// </summary>
internal sealed class LowRankPair : IDisposable
{
    private readonly Scalar _scale;

    /// <param name="down">(r, inputs) fp32, A; owned from now on.</param>
    /// <param name="up">(outputs, r) fp32, B; owned from now on.</param>
    /// <param name="scale">alpha / r.</param>
    public LowRankPair(Tensor down, Tensor up, double scale)
    {
        (Down, Up) = (Own(down), Own(up));
        _scale = scale.ToScalar();
    }

    /// <summary>A (r, inputs).</summary>
    public Parameter Down { get; }

    /// <summary>B (outputs, r).</summary>
    public Parameter Up { get; }

    /// <summary>Adds scale * input A' B' to a layer's output, in place.</summary>
    public void AddTo(Tensor output, Tensor input)
    {
        using var scope = NewDisposeScope();
        var inner = nn.functional.linear(input, Down.to_type(input.dtype)); // (*, r)
        output.add_(nn.functional.linear(inner, Up.to_type(input.dtype)), _scale);
    }

    /// <summary>weight + scale * B A, computed in fp32 and returned in the weight's type; owned by the caller's scope.</summary>
    public Tensor MergedWith(Tensor weight)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var sum = Up.matmul(Down).mul_(_scale).add_(weight, FixedScalars.One); // (outputs, inputs)
        return sum.to_type(weight.dtype).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        Down.Dispose();
        Up.Dispose();
        _scale.Dispose();
    }

    private static Parameter Own(Tensor values) => (Parameter)new Parameter(values).DetachFromDisposeScope();
}
