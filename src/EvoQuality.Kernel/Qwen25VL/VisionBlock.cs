using EvoQuality.Foundations;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>Fused query, key and value with bias, rotary positions, attention inside segments, projection with bias.</summary>
internal sealed class VisionAttention : nn.Module
{
    private readonly int _heads;
#pragma warning disable CA2213 // the base disposes registered children
    [ComponentName(Name = "qkv")]
    private readonly AdaptableLinear _queryKeyValue;

    [ComponentName(Name = "proj")]
    private readonly AdaptableLinear _projection;
#pragma warning restore CA2213

    public VisionAttention(VisionConfig config, Device? device) : base(nameof(VisionAttention))
    {
        _heads = config.Heads;
        _queryKeyValue = new AdaptableLinear(config.HiddenSize, 3 * config.HiddenSize, device);
        _projection = new AdaptableLinear(config.HiddenSize, config.HiddenSize, device);
        RegisterComponents();
    }

    /// <param name="hidden">(P, D).</param>
    /// <param name="cos">(P, 1, E).</param>
    /// <param name="sin">(P, 1, E).</param>
    /// <param name="segments">Patches per segment.</param>
    public Tensor Forward(Tensor hidden, Tensor cos, Tensor sin, IReadOnlyList<int> segments)
    {
        using var scope = NewDisposeScope();
        var fused = _queryKeyValue.forward(hidden).view(hidden.shape[0], 3, _heads, -1); // (P, 3, H, E)
        var query = Rotary.Apply(fused.select(1, 0), cos, sin);
        var key = Rotary.Apply(fused.select(1, 1), cos, sin);
        var mixed = SegmentAttention.Attend(query, key, fused.select(1, 2), segments);
        return _projection.forward(mixed).MoveToOuterDisposeScope();
    }
}

/// <summary>x + attention(norm(x)), then x + mlp(norm(x)).</summary>
internal sealed class VisionBlock : nn.Module
{
    private const double NormEpsilon = 1e-6; // fixed in the reference; the configuration has no key for it
#pragma warning disable CA2213 // the base disposes registered children
    [ComponentName(Name = "norm1")]
    private readonly RmsNorm _attentionNorm;

    [ComponentName(Name = "norm2")]
    private readonly RmsNorm _mlpNorm;

    [ComponentName(Name = "attn")]
    private readonly VisionAttention _attention;

    [ComponentName(Name = "mlp")]
    private readonly GatedMlp _mlp;
#pragma warning restore CA2213

    public VisionBlock(VisionConfig config, Device? device) : base(nameof(VisionBlock))
    {
        _attentionNorm = new RmsNorm(config.HiddenSize, NormEpsilon, device);
        _mlpNorm = new RmsNorm(config.HiddenSize, NormEpsilon, device);
        _attention = new VisionAttention(config, device);
        _mlp = new GatedMlp(config.HiddenSize, config.IntermediateSize, bias: true, device);
        RegisterComponents();
    }

    /// <param name="hidden">(P, D).</param>
    /// <param name="cos">(P, 1, E).</param>
    /// <param name="sin">(P, 1, E).</param>
    /// <param name="segments">Patches per segment.</param>
    public Tensor Forward(Tensor hidden, Tensor cos, Tensor sin, IReadOnlyList<int> segments)
    {
        using var scope = NewDisposeScope();
        var attended = _attention.Forward(_attentionNorm.forward(hidden), cos, sin, segments).add_(hidden, FixedScalars.One);
        return _mlp.forward(_mlpNorm.forward(attended)).add_(attended, FixedScalars.One).MoveToOuterDisposeScope();
    }
}
