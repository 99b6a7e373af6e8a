using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>Joins the patches of a merged cell and maps them to the language model's width: norm, linear, exact GELU, linear.</summary>
internal sealed class PatchMerger : nn.Module<Tensor, Tensor>
{
    private readonly int _joined;
#pragma warning disable CA2213 // the base disposes registered children
    [ComponentName(Name = "ln_q")]
    private readonly RmsNorm _norm;

    [ComponentName(Name = "mlp")]
    private readonly Sequential _mlp;
#pragma warning restore CA2213

    public PatchMerger(VisionConfig config, Device? device) : base(nameof(PatchMerger))
    {
        _joined = config.HiddenSize * config.MergeUnit;
        _norm = new RmsNorm(config.HiddenSize, 1e-6, device);
        _mlp = nn.Sequential(
            ("0", new AdaptableLinear(_joined, _joined, device)),
            ("1", nn.GELU()),
            ("2", new AdaptableLinear(_joined, config.OutHiddenSize, device)));
        RegisterComponents();
    }

    /// <param name="patches">(P, D), the patches of one cell next to each other.</param>
    /// <returns>(P / merge unit, language width).</returns>
    public override Tensor forward(Tensor patches)
    {
        using var scope = NewDisposeScope();
        return _mlp.forward(_norm.forward(patches).view(-1, _joined)).MoveToOuterDisposeScope();
    }
}
