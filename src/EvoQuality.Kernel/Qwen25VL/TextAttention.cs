using EvoQuality.Qwen25VL.Decoding;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>The language model's attention: query, key and value with bias, M-RoPE, output without bias.</summary>
internal sealed class TextAttention : nn.Module
{
    private readonly int _heads;
    private readonly int _keyValueHeads;
    private readonly int _size;
#pragma warning disable CA2213 // the base disposes registered children
    [ComponentName(Name = "q_proj")]
    private readonly AdaptableLinear _query;

    [ComponentName(Name = "k_proj")]
    private readonly AdaptableLinear _key;

    [ComponentName(Name = "v_proj")]
    private readonly AdaptableLinear _value;

    [ComponentName(Name = "o_proj")]
    private readonly AdaptableLinear _output;
#pragma warning restore CA2213

    public TextAttention(TextConfig config, Device? device) : base(nameof(TextAttention))
    {
        (_heads, _keyValueHeads, _size) = (config.Heads, config.KeyValueHeads, config.HeadSize);
        _query = new AdaptableLinear(config.HiddenSize, _heads * _size, device);
        _key = new AdaptableLinear(config.HiddenSize, _keyValueHeads * _size, device);
        _value = new AdaptableLinear(config.HiddenSize, _keyValueHeads * _size, device);
        _output = new AdaptableLinear(_heads * _size, config.HiddenSize, device, bias: false);
        RegisterComponents();
    }

    /// <summary>Prompt pass: also returns this layer's keys and values for the branches.</summary>
    /// <param name="hidden">(B, L, D).</param>
    /// <param name="cos">(B, 1, L, E).</param>
    /// <param name="sin">(B, 1, L, E).</param>
    /// <param name="visible">(1 or B, 1, L, L) bool.</param>
    /// <param name="wanted">How many positions, counted from the end, give an output (B, wanted, D); keys and values are of all.</param>
    public (Tensor Output, Tensor Keys, Tensor Values) Prompt(Tensor hidden, Tensor cos, Tensor sin, Tensor visible, long wanted)
    {
        using var scope = NewDisposeScope();
        var first = hidden.shape[1] - wanted;
        Tensor Last(Tensor x, int axis) => first == 0 ? x : x.narrow(axis, first, wanted);
        var asking = Last(hidden, 1).contiguous(); // of a view torch makes another product where weights are trained, with other last bits
        var query = Query(asking, Last(cos, 2), Last(sin, 2));
        var (keys, values) = KeysAndValues(hidden, cos, sin);
        var output = _output.forward(SharedPromptAttention.WithinPrompt(query, keys, values, Last(visible, 2)));
        (keys, values) = (keys.contiguous(), values.contiguous()); // once, or every step of the branches would copy them
        return (output.MoveToOuterDisposeScope(), keys.MoveToOuterDisposeScope(), values.MoveToOuterDisposeScope());
    }

    /// <summary>Branch pass: new tokens see their prompt, what their branch holds already, and each other causally.</summary>
    /// <param name="hidden">(S, L, D).</param>
    /// <param name="cos">(S, 1, L, E).</param>
    /// <param name="sin">(S, 1, L, E).</param>
    /// <param name="prompts">The shared prompts.</param>
    /// <param name="layer">Index of this layer.</param>
    /// <param name="branches">Earlier tokens of the branches; null when the new tokens are the first.</param>
    public Tensor Branch(Tensor hidden, Tensor cos, Tensor sin, PromptCache prompts, int layer, BranchCache? branches)
    {
        using var scope = NewDisposeScope();
        var query = Query(hidden, cos, sin);
        var (keys, values) = KeysAndValues(hidden, cos, sin);
        if (branches is not null) (keys, values) = branches.Append(layer, keys, values);
        var (promptKeys, promptValues) = prompts.Layers[layer];
        var mixed = SharedPromptAttention.WithPrompt(query, promptKeys, promptValues, keys, values, prompts.Present);
        return _output.forward(mixed).MoveToOuterDisposeScope();
    }

    /// <summary>Branch pass of a decoding step, where <see cref="DecodingStep.Is"/> says so.</summary>
    public Tensor Step(Tensor hidden, Tensor cos, Tensor sin, PromptCache prompts, int layer, BranchCache branches)
    {
        using var scope = NewDisposeScope();
        var step = new StepAttention(prompts.Count, (int)hidden.shape[0] / prompts.Count, _keyValueHeads, _heads / _keyValueHeads);
        var own = branches.Room(layer, hidden.shape[0]);
        step.Store(_key.forward(hidden), _value.forward(hidden), cos, sin, own, branches.Length);
        var mixed = step.Mix(_query.forward(hidden), cos, sin, prompts.Layers[layer], prompts.Present, own, branches.Length + 1);
        return _output.forward(mixed).MoveToOuterDisposeScope();
    }

    private Tensor Query(Tensor hidden, Tensor cos, Tensor sin) => Rotary.Apply(Split(_query.forward(hidden), _heads), cos, sin);

    private (Tensor Keys, Tensor Values) KeysAndValues(Tensor hidden, Tensor cos, Tensor sin) =>
        (Rotary.Apply(Split(_key.forward(hidden), _keyValueHeads), cos, sin), Split(_value.forward(hidden), _keyValueHeads));

    /// <summary>(N, L, heads*E) to (N, heads, L, E).</summary>
    private Tensor Split(Tensor x, int heads) => x.view(x.shape[0], x.shape[1], heads, _size).transpose(1, 2);
}
