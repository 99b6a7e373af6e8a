using EvoQuality.Foundations;
using EvoQuality.Imaging;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// The eye: patch rows of any number of still images in, one vector per merged cell out. It does not see the prompt, so
/// an image is encoded once per policy version and used in every pair it occurs in.
/// </summary>
internal sealed class VisionTower : nn.Module
{
    private const double RopeTheta = 10_000;
    private readonly VisionConfig _config;
    private readonly float[] _frequencies;
#pragma warning disable CA2213 // the base disposes registered children
    [ComponentName(Name = "patch_embed")]
    private readonly PatchEmbedding _embedding;

    [ComponentName(Name = "blocks")]
    private readonly ModuleList<VisionBlock> _blocks;

    [ComponentName(Name = "merger")]
    private readonly PatchMerger _merger;
#pragma warning restore CA2213

    public VisionTower(VisionConfig config, Device? device = null) : base(nameof(VisionTower))
    {
        _config = config;
        _frequencies = Rotary.Frequencies(config.HiddenSize / config.Heads / 2, RopeTheta);
        _embedding = new PatchEmbedding(config, device);
        _blocks = nn.ModuleList(Enumerable.Range(0, config.Depth).Select(_ => new VisionBlock(config, device)).ToArray());
        _merger = new PatchMerger(config, device);
        RegisterComponents();
    }

    /// <summary>See <see cref="Qwen25VLModel.Observer"/>.</summary>
    public Action<string, Tensor>? Observer { get; set; }

    /// <param name="patches">(P, C*T*y*x) or, one frame each, (P, C*y*x); the images one after another.</param>
    /// <param name="grids">Size of each image in patches; they sum to P.</param>
    /// <param name="tape">Records each block for a backward pass that computes it again; null keeps the graph.</param>
    /// <returns>(P / merge unit, language width), row-major inside each image.</returns>
    public Tensor Forward(Tensor patches, IReadOnlyList<PatchGrid> grids, RecomputeTape? tape = null)
    {
        using var scope = NewDisposeScope();
        var order = WindowOrder.Of(grids, _config);
        var cells = tape.Held(tensor(order.Cells, device: patches.device));
        var rows = tape.Held(patches);
        var embedded = tape.Through(() => [_embedding.forward(rows)])[0];
        Observer?.Invoke("visual.patch_embed", embedded);
        var hidden = tape.Through(() => [Reorder(embedded, cells)])[0]; // (P, D) in window order
        var angles = Reorder(Angles(grids).to(patches.device), cells); // (P, E/2)
        var table = Rotary.Table(angles.unsqueeze(1)); // (P, 1, E) in fp32: this rotation is computed wide, the language model's is not
        var (cos, sin) = (tape.Held(table.Item1), tape.Held(table.Item2));
        for (var i = 0; i < _config.Depth; i++)
        {
            var segments = _config.FullAttentionBlocks.Contains(i) ? order.ImageLengths : order.WindowLengths;
            var (block, input) = (_blocks[i], hidden);
            hidden = tape.Through(() => [block.Forward(input, cos, sin, segments)])[0];
            Observer?.Invoke($"visual.blocks.{i}", hidden);
        }

        var merged = tape.Through(() => [_merger.forward(hidden)])[0];
        Observer?.Invoke("visual.merger", merged);
        var inverse = tape.Held(tensor(order.Inverse(), device: patches.device));
        return tape.Through(() => [merged.index_select(0, inverse)])[0].MoveToOuterDisposeScope();
    }

    /// <summary>Moves whole merged cells: (P, X) with P = cells x merge unit.</summary>
    private Tensor Reorder(Tensor rows, Tensor cells) =>
        rows.view(-1, _config.MergeUnit, rows.shape[1]).index_select(0, cells).view(-1, rows.shape[1]);

    /// <summary>Rotary angles by row and column of each patch, in the processor's order (merged cells first).</summary>
    private Tensor Angles(IReadOnlyList<PatchGrid> grids)
    {
        var width = _frequencies.Length;
        var values = new float[grids.Sum(g => g.Height * g.Width) * 2 * width];
        var at = 0;
        var merge = _config.SpatialMergeSize;
        foreach (var grid in grids)
        {
            for (var cellRow = 0; cellRow < grid.Height; cellRow += merge)
                for (var cellColumn = 0; cellColumn < grid.Width; cellColumn += merge)
                    for (var row = cellRow; row < cellRow + merge; row++)
                        for (var column = cellColumn; column < cellColumn + merge; column++)
                        {
                            for (var f = 0; f < width; f++) values[at++] = row * _frequencies[f];
                            for (var f = 0; f < width; f++) values[at++] = column * _frequencies[f];
                        }
        }

        return tensor(values).view(-1, 2 * width);
    }
}
