using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>SwiGLU feed-forward part: down(silu(gate(x)) * up(x)). The vision tower's has biases, the language model's not.</summary>
internal sealed class GatedMlp : nn.Module<Tensor, Tensor>
{
    private const int RowsAtOnce = 512; // on a CPU, where more cost memory and cache misses and save no time
#pragma warning disable CA2213 // the base disposes registered children
    [ComponentName(Name = "gate_proj")]
    private readonly AdaptableLinear _gate;

    [ComponentName(Name = "up_proj")]
    private readonly AdaptableLinear _up;

    [ComponentName(Name = "down_proj")]
    private readonly AdaptableLinear _down;
#pragma warning restore CA2213

    public GatedMlp(int size, int inner, bool bias, Device? device) : base(nameof(GatedMlp))
    {
        _gate = new AdaptableLinear(size, inner, device, bias);
        _up = new AdaptableLinear(size, inner, device, bias);
        _down = new AdaptableLinear(inner, size, device, bias);
        RegisterComponents();
    }

    /// <param name="input">(*, D).</param>
    public override Tensor forward(Tensor input)
    {
        if (input.device.type != DeviceType.CPU || is_grad_enabled()) return OfRows(input);
        using var scope = NewDisposeScope();
        var rows = input.flatten(0, -2);
        if (rows.shape[0] <= RowsAtOnce) return OfRows(input).MoveToOuterDisposeScope();
        var output = empty_like(rows);
        foreach (var (part, place) in rows.split(RowsAtOnce).Zip(output.split(RowsAtOnce)))
        {
            using var inner = NewDisposeScope();
            place.copy_(OfRows(part));
        }

        return output.view(input.shape).MoveToOuterDisposeScope();
    }

    private Tensor OfRows(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = nn.functional.silu(_gate.forward(input)).mul_(_up.forward(input));
        return _down.forward(hidden).MoveToOuterDisposeScope();
    }
}
