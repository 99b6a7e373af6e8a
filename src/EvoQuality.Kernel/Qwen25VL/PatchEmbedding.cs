using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// Patches to vectors. The checkpoint holds a 3-D convolution whose kernel equals its stride; on patch rows that is one
/// matrix product.
/// </summary>
internal sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly int _dimension;
#pragma warning disable CA2213 // the base disposes registered children
    [ComponentName(Name = "proj")]
    private readonly Conv3d _projection;
#pragma warning restore CA2213

    public PatchEmbedding(VisionConfig config, Device? device) : base(nameof(PatchEmbedding))
    {
        _dimension = config.PatchDimension;
        var kernel = (config.TemporalPatchSize, config.PatchSize, config.PatchSize);
        _projection = nn.Conv3d(config.Channels, config.HiddenSize, kernel, stride: kernel, bias: false, device: device);
        RegisterComponents();
    }

    /// <param name="patches">(P, C*T*y*x).</param>
    /// <returns>(P, D).</returns>
    public override Tensor forward(Tensor patches)
    {
        using var scope = NewDisposeScope();
        var kernel = _projection.weight!.view(-1, _dimension); // (D, C*T*y*x)
        return nn.functional.linear(patches, kernel).MoveToOuterDisposeScope();
    }
}
