using EvoQuality.Foundations;
using EvoQuality.Qwen25VL.Decoding;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>The decoder stack between embeddings and final norm. One pass reads prompts, the other continues their branches.</summary>
internal sealed class LanguageModel : nn.Module
{
    private readonly TextConfig _config;
    private readonly float[] _frequencies;
#pragma warning disable CA2213 // the base disposes registered children
    [ComponentName(Name = "embed_tokens")]
    private readonly Embedding _embedding;

    [ComponentName(Name = "layers")]
    private readonly ModuleList<DecoderLayer> _layers;

    [ComponentName(Name = "norm")]
    private readonly RmsNorm _norm;
#pragma warning restore CA2213

    public LanguageModel(TextConfig config, Device? device) : base(nameof(LanguageModel))
    {
        _config = config;
        _frequencies = Rotary.Frequencies(config.HeadSize, config.RopeTheta);
        _embedding = NewEmbedding(config, device);
        _layers = nn.ModuleList(Enumerable.Range(0, config.Layers).Select(_ => new DecoderLayer(config, device)).ToArray());
        _norm = new RmsNorm(config.HiddenSize, config.RmsNormEpsilon, device);
        RegisterComponents();
    }

    /// <summary>See <see cref="Qwen25VLModel.Observer"/>.</summary>
    public Action<string, Tensor>? Observer { get; set; }

    /// <summary>Where the weights are; asked of the norm, since <see cref="EmbeddingWeight"/> makes a tensor each time.</summary>
    public Device Device => _norm.Device;

    /// <summary>Type of the weights.</summary>
    public ScalarType Type => _norm.Type;

    /// <summary>The embedding matrix (V, D), for tied output layers; a fresh wrapper, owned by the caller's scope.</summary>
    public Tensor EmbeddingWeight => _embedding.weight!;

    /// <summary>(N, L) int64 to (N, L, D).</summary>
    public Tensor Embed(Tensor ids) => _embedding.forward(ids);

    /// <summary>Reads prompts.</summary>
    /// <param name="hidden">(B, L, D) embeddings with the images in place.</param>
    /// <param name="positions">(3, B, L).</param>
    /// <param name="visible">(1 or B, 1, L, L) bool.</param>
    /// <param name="everyPosition">Whether hidden states of all positions are wanted, or the last alone.</param>
    /// <param name="tape">Records each layer for a backward pass that computes it again; null keeps the graph.</param>
    /// <returns>(B, L or 1, D) after the final norm, and keys and values per layer.</returns>
    public (Tensor Hidden, IReadOnlyList<(Tensor Keys, Tensor Values)> Layers) Prompt(
        Tensor hidden, Tensor positions, Tensor visible, bool everyPosition, RecomputeTape? tape)
    {
        using var scope = NewDisposeScope();
        var (cos, sin) = Table(positions, hidden, tape);
        visible = tape.Held(visible);
        var stored = new List<(Tensor Keys, Tensor Values)>();
        for (var i = 0; i < _config.Layers; i++)
        {
            var wanted = everyPosition || i < _config.Layers - 1 ? hidden.shape[1] : 1; // earlier layers feed keys and values
            var (layer, input) = (_layers[i], hidden);
            var made = tape.Through(() =>
            {
                var (output, keys, values) = layer.Prompt(input, cos, sin, visible, wanted);
                return [output, keys, values];
            });
            hidden = made[0];
            Observer?.Invoke($"model.layers.{i}", hidden);
            stored.Add((made[1].MoveToOuterDisposeScope(), made[2].MoveToOuterDisposeScope()));
        }

        var normed = tape.Through(() => [_norm.forward(hidden)])[0];
        Observer?.Invoke("model.norm", normed);
        return (normed.MoveToOuterDisposeScope(), stored);
    }

    /// <summary>Continues branches.</summary>
    /// <param name="hidden">(S, L, D) embeddings of the new tokens.</param>
    /// <param name="positions">(3, S, L).</param>
    /// <param name="prompts">The shared prompts.</param>
    /// <param name="branches">Earlier tokens of the branches, extended by this call; null when there are none.</param>
    /// <param name="tape">As in <see cref="Prompt"/>; branches continued in steps have none.</param>
    /// <returns>(S, L, D) after the final norm.</returns>
    public Tensor Branch(Tensor hidden, Tensor positions, PromptCache prompts, BranchCache? branches, RecomputeTape? tape)
    {
        using var scope = NewDisposeScope();
        var added = (int)hidden.shape[1];
        var (cos, sin) = Table(positions, hidden, tape);
        if (DecodingStep.Is(hidden, branches, hidden.shape[0] * _config.Heads * prompts.Layers[0].Keys.shape[2]))
        {
            for (var i = 0; i < _config.Layers; i++) hidden = _layers[i].Step(hidden, cos, sin, prompts, i, branches!);
            branches!.Advance(added);
            return _norm.OfStep(hidden).MoveToOuterDisposeScope();
        }

        for (var i = 0; i < _config.Layers; i++)
        {
            var (layer, index, input) = (_layers[i], i, hidden);
            hidden = tape.Through(() => [layer.Branch(input, cos, sin, prompts, index, branches)])[0];
        }

        branches?.Advance(added);
        return tape.Through(() => [_norm.forward(hidden)])[0].MoveToOuterDisposeScope();
    }

    private (Tensor Cos, Tensor Sin) Table(Tensor positions, Tensor like, RecomputeTape? tape)
    {
        using var frequencies = tensor(_frequencies, device: like.device);
        var (cos, sin) = MRope.Table(positions, frequencies, _config.MRopeSections);
        return (tape.Held(cos.to_type(like.dtype)), tape.Held(sin.to_type(like.dtype)));
    }

    /// <summary>
    /// TorchSharp makes an embedding on the CPU first and draws its values, wherever it is to go; so it is made with as few
    /// values as <c>padding_idx</c> allows and given its rows afterwards. The scope frees what this way leaves behind.
    /// </summary>
    private static Embedding NewEmbedding(TextConfig config, Device? device)
    {
        using var scope = NewDisposeScope();
        var few = zeros((config.PaddingRow ?? 0) + 1, 1);
        var embedding = nn.Embedding_from_pretrained(few, freeze: false, padding_idx: config.PaddingRow);
        var rows = nn.Parameter(zeros(config.VocabularySize, config.HiddenSize, device: device));
        ParameterPlaces.Put(embedding, rows);
        rows.DetachFromDisposeScope();
        return embedding;
    }
}
