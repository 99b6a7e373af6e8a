using EvoQuality.Foundations;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>x + attention(norm(x)), then x + mlp(norm(x)), for prompts and for branches.</summary>
internal sealed class DecoderLayer : nn.Module
{
#pragma warning disable CA2213 // the base disposes registered children
    [ComponentName(Name = "self_attn")]
    private readonly TextAttention _attention;

    [ComponentName(Name = "mlp")]
    private readonly GatedMlp _mlp;

    [ComponentName(Name = "input_layernorm")]
    private readonly RmsNorm _attentionNorm;

    [ComponentName(Name = "post_attention_layernorm")]
    private readonly RmsNorm _mlpNorm;
#pragma warning restore CA2213

    public DecoderLayer(TextConfig config, Device? device) : base(nameof(DecoderLayer))
    {
        _attention = new TextAttention(config, device);
        _mlp = new GatedMlp(config.HiddenSize, config.IntermediateSize, bias: false, device);
        _attentionNorm = new RmsNorm(config.HiddenSize, config.RmsNormEpsilon, device);
        _mlpNorm = new RmsNorm(config.HiddenSize, config.RmsNormEpsilon, device);
        RegisterComponents();
    }

    /// <summary>See <see cref="TextAttention.Prompt"/>.</summary>
    public (Tensor Output, Tensor Keys, Tensor Values) Prompt(Tensor hidden, Tensor cos, Tensor sin, Tensor visible, long wanted)
    {
        using var scope = NewDisposeScope();
        var (attended, keys, values) = _attention.Prompt(_attentionNorm.forward(hidden), cos, sin, visible, wanted);
        var last = hidden.narrow(1, hidden.shape[1] - wanted, wanted);
        return (FeedForward(attended.add_(last, FixedScalars.One)).MoveToOuterDisposeScope(), keys.MoveToOuterDisposeScope(), values.MoveToOuterDisposeScope());
    }

    /// <summary>See <see cref="TextAttention.Branch"/>.</summary>
    public Tensor Branch(Tensor hidden, Tensor cos, Tensor sin, PromptCache prompts, int layer, BranchCache? branches)
    {
        using var scope = NewDisposeScope();
        var attended = _attention.Branch(_attentionNorm.forward(hidden), cos, sin, prompts, layer, branches);
        return FeedForward(attended.add_(hidden, FixedScalars.One)).MoveToOuterDisposeScope();
    }

    /// <summary>See <see cref="TextAttention.Step"/>.</summary>
    public Tensor Step(Tensor hidden, Tensor cos, Tensor sin, PromptCache prompts, int layer, BranchCache branches)
    {
        using var scope = NewDisposeScope();
        var attended = _attention.Step(_attentionNorm.OfStep(hidden), cos, sin, prompts, layer, branches).add_(hidden, FixedScalars.One);
        return _mlp.forward(_mlpNorm.OfStep(attended)).add_(attended, FixedScalars.One).MoveToOuterDisposeScope();
    }

    private Tensor FeedForward(Tensor hidden) => _mlp.forward(_mlpNorm.forward(hidden)).add_(hidden, FixedScalars.One);
}
