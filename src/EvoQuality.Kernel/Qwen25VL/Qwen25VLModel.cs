using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Qwen25VL.Adapters;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>What a pass over prompts leaves behind: the hidden states and the keys and values their branches share.</summary>
public sealed class PromptPass : IDisposable
{
    internal PromptPass(Tensor hidden, PromptCache cache) => (Hidden, Cache) = (hidden, cache);

    /// <summary>After the final norm: (B, 1, D), the last position of each prompt, or (B, L, D) where every position was asked for.</summary>
    public Tensor Hidden { get; }

    /// <summary>Keys and values.</summary>
    public PromptCache Cache { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Hidden.Dispose();
        Cache.Dispose();
    }
}

/// <summary>
/// Qwen2.5-VL: encode images, read prompts with the images in place, continue branches, score tokens. The same four
/// calls serve sampling, log-probabilities and training; a prompt is computed once, forward and backward.
/// </summary>
public sealed class Qwen25VLModel : nn.Module
{
#pragma warning disable CA2213 // the base disposes registered children
    [ComponentName(Name = "visual")]
    private readonly VisionTower _visual;

    [ComponentName(Name = "model")]
    private readonly LanguageModel _language;

    [ComponentName(Name = "lm_head")]
    private readonly Linear? _head;
#pragma warning restore CA2213

    /// <summary>Builds the architecture with values that mean nothing; initialise it or load into it before use.</summary>
    /// <param name="config">Architecture.</param>
    /// <param name="device">Where the weights go; default the CPU. On the meta device nothing is allocated.</param>
    public Qwen25VLModel(Qwen25VLConfig config, Device? device = null) : base(nameof(Qwen25VLModel))
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        _visual = new VisionTower(config.Vision, device);
        _language = new LanguageModel(config.Text, device);
        if (!config.Text.TieWordEmbeddings) _head = nn.Linear(config.Text.HiddenSize, config.Text.VocabularySize, hasBias: false, device: device);
        RegisterComponents();
    }

    /// <summary>Architecture.</summary>
    public Qwen25VLConfig Config { get; }

    /// <summary>Low-rank matrices that are trained in place of the weights, which are frozen then; null for none.</summary>
    public LowRankAdapter? Adapter { get; private set; }

    /// <summary>What training changes, by name: the adapter's matrices or, without an adapter, all weights.</summary>
    public IReadOnlyList<(string Name, Parameter Value)> Trainable =>
        Adapter is { } adapter ? [.. adapter.Parameters] : [.. named_parameters().Select(p => (p.name, p.parameter))];

    /// <summary>What the model's answers follow from, by name: all weights and then the adapter's matrices, where it has one.</summary>
    internal IEnumerable<(string Name, Parameter Value)> WeightsAndAdapter =>
        [.. named_parameters().Select(p => (p.name, p.parameter)), .. Adapter?.Parameters ?? []];

    /// <summary>Whether training reaches the vision tower: its weights, or an adapter's matrices in it.</summary>
    internal bool TrainsVision => Adapter is { } adapter ? adapter.Vision : _visual.parameters().Any(p => p.requires_grad);

    /// <summary>Where the weights are.</summary>
    public Device Device => _language.Device;

    /// <summary>Type of the weights, and of what the layers compute.</summary>
    public ScalarType Type => _language.Type;

    /// <summary>
    /// Is shown the output of every layer, by the layer's published name (<c>visual.patch_embed</c>, <c>visual.blocks.0</c>,
    /// <c>visual.merger</c>, <c>model.layers.0</c>, <c>model.norm</c>, <c>lm_head</c>), while prompts are read; vision layers
    /// in window order. Null, the default, costs nothing. The tensor lives until the call returns.
    /// </summary>
    public Action<string, Tensor>? Observer
    {
        get => _language.Observer;
        set => (_visual.Observer, _language.Observer) = (value, value);
    }

    /// <summary>Builds the architecture around given weights: nothing is drawn, and nothing is allocated but what is given.</summary>
    /// <param name="config">Architecture.</param>
    /// <param name="weight">The value of each parameter by its published name; the model owns it.</param>
    internal static Qwen25VLModel Around(Qwen25VLConfig config, Func<string, Tensor> weight)
    {
        var model = new Qwen25VLModel(config, META);
        try
        {
            ParameterPlaces.Fill(model, weight);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A copy with weights of its own, in the same type and on the same device. With an adapter only that is copied: the weights
    /// are frozen and shared.
    /// </summary>
    public Qwen25VLModel Copy()
    {
        if (Adapter is { } adapter) return WithAdapter(adapter.Copy());
        return OfWeights((_, value) =>
        {
            using var none = no_grad();
            return value.clone();
        });
    }

    /// <summary>The same weights, frozen and in the same memory, with an adapter. Either model may be disposed first.</summary>
    /// <param name="adapter">Of this architecture and on this device; the new model owns it.</param>
    /// <exception cref="ArgumentException">A layer of the adapter is not one of this architecture, or of another size.</exception>
    public Qwen25VLModel WithAdapter(LowRankAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        adapter.ExpectToFit(Config);
        var model = Frozen();
        model.Adapter = adapter;
        foreach (var (path, layer) in model.named_modules())
            if (layer is AdaptableLinear linear) linear.Adapter = adapter.Find(path);
        return model;
    }

    /// <summary>The same weights, frozen and in the same memory, without the adapter: the policy it started from.</summary>
    public Qwen25VLModel WithoutAdapter() => Adapter is null
        ? throw new InvalidOperationException("The model has no adapter that could be left out.")
        : Frozen();

    /// <summary>The same weights (or adapter) in the same memory with gradients of their own: what another thread trains.</summary>
    internal Qwen25VLModel Replica()
    {
        if (Adapter is { } adapter) return WithAdapter(adapter.Replica());
        var replica = OfWeights((_, value) => value.detach());
        foreach (var (own, other) in parameters().Zip(replica.parameters())) other.requires_grad = own.requires_grad;
        return replica;
    }

    /// <summary>A model with weights of its own into which the adapter has been merged (in fp32, rounded once).</summary>
    /// <exception cref="InvalidOperationException">There is no adapter.</exception>
    public Qwen25VLModel Merged()
    {
        var adapter = Adapter ?? throw new InvalidOperationException("The model has no adapter to merge.");
        return OfWeights((name, value) =>
        {
            using var none = no_grad();
            var merged = adapter.Merge(name, value);
            return ReferenceEquals(merged, value) ? value.clone() : merged;
        });
    }

    private Qwen25VLModel Frozen()
    {
        var model = OfWeights((_, value) => value.detach());
        foreach (var parameter in model.parameters()) parameter.requires_grad = false;
        return model;
    }

    private Qwen25VLModel OfWeights(Func<string, Tensor, Tensor> weight)
    {
        var own = named_parameters().ToDictionary(p => p.name, p => p.parameter, StringComparer.Ordinal);
        return Around(Config, name => weight(name, own[name]));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Adapter?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Encodes still images.</summary>
    /// <param name="patches">(P, C*T*y*x) or, one frame each, (P, C*y*x), any float type; the images one after another.</param>
    /// <param name="grids">Their grids; they sum to P.</param>
    /// <returns>(P / merge unit, D), row-major inside each image.</returns>
    public Tensor EncodeImages(Tensor patches, IReadOnlyList<PatchGrid> grids) => EncodeImages(patches, grids, null);

    /// <summary>The same, recorded on a tape where one is given: then the tape owns what is returned.</summary>
    internal Tensor EncodeImages(Tensor patches, IReadOnlyList<PatchGrid> grids, RecomputeTape? tape)
    {
        ArgumentNullException.ThrowIfNull(patches);
        ArgumentNullException.ThrowIfNull(grids);
        var still = Config.Vision.PatchDimension / Config.Vision.TemporalPatchSize;
        var width = patches.shape[^1] == still ? still : Config.Vision.PatchDimension;
        TensorShape.Expect(patches, nameof(patches), "(P, X)", grids.Sum(g => (long)g.Height * g.Width), width);
        using var scope = NewDisposeScope();
        var rows = patches.to(Type, Device);
        if (tape is null || TrainsVision) return _visual.Forward(rows, grids, tape).MoveToOuterDisposeScope();
        return tape.Hold(_visual.Forward(rows, grids)); // frozen: nothing goes back into it
    }

    /// <summary>Reads prompts.</summary>
    /// <param name="batch">B prompts.</param>
    /// <param name="images">(cells, D): image vectors in the order of the prompts; null when no prompt has an image.</param>
    /// <param name="everyPosition">
    /// Whether hidden states of all positions are wanted. An answer needs the last alone, and then the last layer computes
    /// no more than that and the keys and values.
    /// </param>
    public PromptPass ReadPrompts(PromptBatch batch, Tensor? images, bool everyPosition = false) =>
        ReadPrompts(batch, images, everyPosition, null);

    /// <summary>The same, recorded on a tape where one is given: then the tape owns what is returned, and reads <paramref name="images"/> again.</summary>
    internal PromptPass ReadPrompts(PromptBatch batch, Tensor? images, bool everyPosition, RecomputeTape? tape)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        if (images is not null) TensorShape.Expect(images, nameof(images), "(cells, D)", batch.ImageRows.shape[0], Config.Text.HiddenSize);
        var (ids, rows) = (tape.Held(batch.Ids), tape.Held(batch.ImageRows));
        var embedded = tape.Through(() => [Placed(_language.Embed(ids), rows, images)])[0]; // (B, L, D)
        var (hidden, layers) = _language.Prompt(embedded, batch.Positions, batch.Visible, everyPosition, tape);
        foreach (var (keys, values) in layers)
        {
            keys.MoveToOuterDisposeScope();
            values.MoveToOuterDisposeScope();
        }

        return new PromptPass(hidden.MoveToOuterDisposeScope(), new PromptCache(layers, batch.Present is { } present ? tape.Held(present) : null, batch.NextPositions));
    }

    /// <summary>Continues S = B x G branches by L tokens each.</summary>
    /// <param name="ids">(S, L) int64; the G branches of one prompt next to each other.</param>
    /// <param name="prompts">The shared prompts.</param>
    /// <param name="branches">Earlier tokens of the branches, extended by this call; null when these are the first.</param>
    /// <returns>(S, L, D) after the final norm.</returns>
    public Tensor ContinueBranches(Tensor ids, PromptCache prompts, BranchCache? branches = null) =>
        ContinueBranches(ids, prompts, branches, null);

    /// <summary>The same for whole branches, recorded on the prompts' tape: then the tape owns what is returned.</summary>
    internal Tensor ContinueBranches(Tensor ids, PromptCache prompts, BranchCache? branches, RecomputeTape? tape)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(prompts);
        using var scope = NewDisposeScope();
        var (rows, length) = (ids.shape[0], ids.shape[1]);
        var start = branches?.Length ?? 0;
        var perPrompt = rows / prompts.Count;
        var positions = new long[rows * length];
        for (long s = 0; s < rows; s++)
            for (long i = 0; i < length; i++)
                positions[(s * length) + i] = prompts.NextPositions[s / perPrompt] + start + i;
        var all = tensor(positions, device: ids.device).view(1, rows, length).expand(3, rows, length);
        var tokens = tape.Held(ids);
        var embedded = tape.Through(() => [_language.Embed(tokens)])[0]; // (S, L, D)
        return _language.Branch(embedded, all, prompts, branches, tape).MoveToOuterDisposeScope();
    }

    /// <summary>Scores every token of the vocabulary.</summary>
    /// <param name="hidden">(*, D).</param>
    /// <returns>(*, V) logits, fp32.</returns>
    public Tensor Logits(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var weight = _head?.weight ?? _language.EmbeddingWeight;
        var logits = nn.functional.linear(hidden, weight).to_type(ScalarType.Float32);
        Observer?.Invoke("lm_head", logits);
        return logits.MoveToOuterDisposeScope();
    }

    /// <summary>Empty buffers for sampling <paramref name="branches"/> rows of at most <paramref name="tokens"/> tokens.</summary>
    public BranchCache NewBranches(long branches, int tokens) =>
        new(Config.Text, branches, tokens, Type, Device);

    /// <summary>
    /// Draws every weight anew, for training from nothing: matrices normal with variance 1 / inputs (those that write to
    /// the residual stream divided by twice its depth), embeddings of deviation 0.05, ones for norms, zeros for biases.
    /// </summary>
    public void Initialize(SeedTree seed)
    {
        using var none = no_grad();
        using var generator = seed.Generator();
        foreach (var (name, parameter) in named_parameters())
        {
            using var scope = NewDisposeScope();
            if (parameter.dim() > 1) parameter.copy_(randn(parameter.shape, generator: generator).Times(Deviation(name, parameter)));
            else if (name.EndsWith("bias", StringComparison.Ordinal)) parameter.zero_();
            else parameter.fill_(FixedScalars.One);
        }
    }

    /// <summary>Token vectors (B, L, D) with the images' vectors (cells, D) in their places.</summary>
    private static Tensor Placed(Tensor embedded, Tensor rows, Tensor? images) =>
        images is null ? embedded : embedded.view(-1, embedded.shape[^1]).index_copy(0, rows, images).view_as(embedded);

    private double Deviation(string name, Tensor matrix)
    {
        if (name.Contains("embed_tokens", StringComparison.Ordinal)) return 0.05;
        var inputs = matrix.NumberOfElements / (double)matrix.shape[0];
        var writes = name.Contains("o_proj", StringComparison.Ordinal) || name.Contains("down_proj", StringComparison.Ordinal)
                     || name.Contains("attn.proj", StringComparison.Ordinal);
        var depth = name.StartsWith("visual", StringComparison.Ordinal) ? Config.Vision.Depth : Config.Text.Layers;
        return Math.Sqrt(1 / inputs / (writes ? 2 * depth : 1));
    }
}
