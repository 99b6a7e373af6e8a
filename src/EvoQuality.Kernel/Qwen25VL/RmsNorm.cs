using EvoQuality.Foundations;
using EvoQuality.Qwen25VL.Decoding;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>Root-mean-square norm, computed in fp32 and cast back before the weight: x / sqrt(mean(x^2) + eps) * w.</summary>
internal sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
#pragma warning disable IDE1006, CA2213 // the field's name is the checkpoint's key; the base disposes it
    private Parameter weight;
#pragma warning restore IDE1006, CA2213
    private readonly Scalar _epsilon;
    private readonly float _stepEpsilon;

    public RmsNorm(int size, double epsilon, Device? device) : base(nameof(RmsNorm))
    {
        weight = nn.Parameter(ones(size, device: device));
        (_epsilon, _stepEpsilon) = (epsilon.ToScalar(), (float)epsilon); // made once: see FixedScalars
        RegisterComponents();
    }

    /// <summary>Puts another weight in place of the present one.</summary>
    public void Replace(Parameter value)
    {
        weight.Dispose();
        weight = value;
        ConditionallyRegisterParameter(nameof(weight), weight);
    }

    public Device Device => weight.device;

    public ScalarType Type => weight.dtype;

    /// <param name="input">(*, D), any float type.</param>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var wide = input.to_type(ScalarType.Float32);
        var scale = (wide * wide).mean([-1], keepdim: true).add_(_epsilon, FixedScalars.One).rsqrt();
        return (wide * scale).to_type(input.dtype).mul_(weight).MoveToOuterDisposeScope();
    }

    /// <summary>The same of a decoding step's rows, where <see cref="DecodingStep.Is"/> says so.</summary>
    public Tensor OfStep(Tensor input) => StepNorm.Of(input, weight, _stepEpsilon);
}
