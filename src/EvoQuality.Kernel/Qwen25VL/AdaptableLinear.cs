using EvoQuality.Qwen25VL.Adapters;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>A linear layer whose output a low-rank adapter may add to: x W' + b (+ scale x A' B').</summary>
internal sealed class AdaptableLinear : nn.Module<Tensor, Tensor>
{
#pragma warning disable IDE1006, CA2213 // the fields' names are the checkpoint's keys; the base disposes them
    private Parameter weight;
    private Parameter? bias;
#pragma warning restore IDE1006, CA2213

    /// <summary>A layer with values that mean nothing.</summary>
    public AdaptableLinear(long inputs, long outputs, Device? device, bool bias = true) : base(nameof(AdaptableLinear))
    {
        weight = nn.Parameter(zeros(outputs, inputs, device: device));
        this.bias = bias ? nn.Parameter(zeros(outputs, device: device)) : null;
        RegisterComponents();
    }

    /// <summary>Whether there is a bias.</summary>
    public bool HasBias => bias is not null;

    /// <summary>Adds to the output; null for none. It belongs to the model's <see cref="LowRankAdapter"/>.</summary>
    public LowRankPair? Adapter { get; set; }

    /// <summary>Puts other values in place of the present ones.</summary>
    public void Replace(Parameter newWeight, Parameter? newBias)
    {
        weight.Dispose();
        weight = newWeight;
        ConditionallyRegisterParameter(nameof(weight), weight);
        if (newBias is null) return;
        bias?.Dispose();
        bias = newBias;
        ConditionallyRegisterParameter(nameof(bias), bias);
    }

    /// <param name="input">(*, inputs).</param>
    /// <returns>(*, outputs).</returns>
    public override Tensor forward(Tensor input)
    {
        var output = nn.functional.linear(input, weight, bias);
        Adapter?.AddTo(output, input);
        return output;
    }
}
