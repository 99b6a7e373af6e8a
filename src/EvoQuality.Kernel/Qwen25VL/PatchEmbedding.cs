using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// Patches to vectors. The checkpoint holds a 3-D convolution whose kernel equals its stride; on patch rows that is one
/// matrix product. The frames of a still image are alike, so its rows may hold one frame: the kernel's frames are then
/// added up instead, at a fraction of the work.
/// </summary>
internal sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly long[] _kernel; // (D, C, T, y*x)
#pragma warning disable CA2213 // the base disposes registered children
    [ComponentName(Name = "proj")]
    private readonly Conv3d _projection;
#pragma warning restore CA2213

    public PatchEmbedding(VisionConfig config, Device? device) : base(nameof(PatchEmbedding))
    {
        _kernel = [config.HiddenSize, config.Channels, config.TemporalPatchSize, config.PatchSize * config.PatchSize];
        var kernel = (config.TemporalPatchSize, config.PatchSize, config.PatchSize);
        _projection = nn.Conv3d(config.Channels, config.HiddenSize, kernel, stride: kernel, bias: false, device: device);
        RegisterComponents();
    }

    /// <param name="patches">(P, C*T*y*x), or (P, C*y*x) of still images.</param>
    /// <returns>(P, D).</returns>
    public override Tensor forward(Tensor patches)
    {
        using var scope = NewDisposeScope();
        var kernel = _projection.weight!.view(_kernel);
        if (patches.shape[1] == _kernel[1] * _kernel[3]) kernel = kernel.sum(2);
        return nn.functional.linear(patches, kernel.view(_kernel[0], -1)).MoveToOuterDisposeScope();
    }
}
