using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Language;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// A Qwen2.5-VL checkpoint that answers, tells its probabilities and can be trained. Prompts are read once and shared by
/// their completions; images are encoded once per policy version. Vision tokens and ids beyond the tokenizer are never
/// emitted, and log-probabilities are those of that distribution.
/// </summary>
public sealed class QwenPolicy : IProbabilityPolicy, IDisposable
{
    private const int RowsPerBatch = 512;
    private readonly VisionFeatures _features;

    private QwenPolicy(Qwen25VLModel model, QwenTokenizer tokenizer, ImageStore images)
    {
        (Model, Tokenizer, Images) = (model, tokenizer, images);
        _features = new VisionFeatures(model, images);
        Banned = BannedTokens(model.Config, tokenizer, model.Device).DetachFromDisposeScope();
    }

    /// <summary>The model.</summary>
    public Qwen25VLModel Model { get; }

    /// <summary>The tokenizer.</summary>
    public QwenTokenizer Tokenizer { get; }

    /// <summary>Pictures at the model's size; may be shared between policies.</summary>
    public ImageStore Images { get; }

    /// <summary>(V) bool: true for tokens that are never emitted.</summary>
    internal Tensor Banned { get; }

    /// <summary>Loads a folder in the published layout.</summary>
    /// <param name="folder">Holds config.json, the weights (one file or shards), the tokenizer's files and preprocessor_config.json.</param>
    /// <param name="type">See <see cref="CheckpointFolder.Load"/>.</param>
    /// <param name="device">See <see cref="CheckpointFolder.Load"/>.</param>
    /// <param name="checkFinite">See <see cref="CheckpointFolder.Load"/>.</param>
    /// <exception cref="InvalidDataException">A file is damaged or does not fit; the message names it.</exception>
    public static QwenPolicy Load(string folder, ScalarType? type = null, Device? device = null, bool checkFinite = false)
    {
        NativeTorch.EnsureLoaded();
        var model = CheckpointFolder.Load(folder, type, device, checkFinite);
        try
        {
            var options = ImageProcessorOptions.Load(Path.Combine(folder, "preprocessor_config.json"));
            return Create(model, QwenTokenizer.Load(folder), new ImageStore(options));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Joins a model with its tokenizer and pictures; the policy owns the model.</summary>
    /// <exception cref="InvalidDataException">The three do not fit together; all faults are in the message.</exception>
    public static QwenPolicy Create(Qwen25VLModel model, QwenTokenizer tokenizer, ImageStore images)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(images);
        string[] faults = [.. Faults(model.Config, tokenizer, images.Options)];
        return faults.Length == 0
            ? new QwenPolicy(model, tokenizer, images)
            : throw new InvalidDataException($"Model, tokenizer and picture sizes do not fit together: {string.Join("; ", faults)}.");
    }

    /// <summary>A copy with weights of its own that shares tokenizer and pictures: the frozen reference, or a new start.</summary>
    public QwenPolicy Clone() => new(Model.Copy(), Tokenizer, Images);

    /// <summary>Says that the weights have changed: what was computed with the old ones is dropped.</summary>
    public void WeightsChanged() => _features.Clear();

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<Completion>> Sample(
        IReadOnlyList<Prompt> prompts, int count, SamplingOptions options, SeedTree seed, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        options.Validate();
        var answers = new List<IReadOnlyList<Completion>>();
        ForEachBatch(prompts, count, (start, batch, pass) =>
        {
            var uniforms = cat([.. Enumerable.Range(start, batch.Count).Select(i => Uniforms(seed.Child(i), count, options.MaxNewTokens))], 0);
            var rows = BranchDecoder.Decode(Model, pass, uniforms.to(Model.Device), options.Temperature, Banned);
            foreach (var group in rows.Chunk(count)) answers.Add([.. group.Select(ToCompletion)]);
        }, cancel);
        return answers;
    }

    /// <inheritdoc/>
    public IReadOnlyList<double[]> ChoiceProbabilities(
        IReadOnlyList<Prompt> prompts, IReadOnlyList<string> choices, double temperature = 1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(choices);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        long[] ids = [.. choices.Select(c => (long)DigitTree.Single(Tokenizer, c))];
        var all = new List<double[]>();
        ForEachBatch(prompts, 8, (_, _, pass) =>
        {
            var logits = Model.Logits(pass.Hidden.select(1, -1)).masked_fill(Banned, float.NegativeInfinity);
            var chosen = (logits / temperature).softmax(-1).index_select(-1, tensor(ids)).to_type(ScalarType.Float64).cpu();
            foreach (var row in chosen.data<double>().ToArray().Chunk(ids.Length)) all.Add(row);
        }, cancel);
        return all;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ScoreDistribution> ScoreDistributions(
        IReadOnlyList<Prompt> prompts, double temperature = 1, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        var tree = new DigitTree(Tokenizer);
        var all = new List<ScoreDistribution>();
        ForEachBatch(prompts, 32, (_, _, pass) => all.AddRange(tree.Read(Model, pass, temperature, Banned)), cancel);
        return all;
    }

    /// <summary>The prompts as token ids with image places, and the grids of their images.</summary>
    internal IReadOnlyList<PromptInput> Tokenize(IReadOnlyList<Prompt> prompts) =>
    [
        .. prompts.Select(prompt =>
        {
            PatchGrid[] grids = [.. prompt.Images.Select(Images.GridOf)];
            var counts = grids.Select(g => g.Count / Model.Config.Vision.MergeUnit).ToArray();
            return new PromptInput(ChatTemplate.Build(Tokenizer, prompt.Text, counts).Ids, grids);
        }),
    ];

    /// <summary>Image vectors of the prompts' images in order, from the cache: (cells, D), no graph.</summary>
    internal Tensor CachedFeatures(IReadOnlyList<Prompt> prompts) => _features.Gather([.. prompts.SelectMany(p => p.Images)]);

    /// <summary>Text of generated ids.</summary>
    internal Completion ToCompletion(IReadOnlyList<int> ids)
    {
        var ended = ids.Count > 0 && ids[^1] == Model.Config.EosTokenId;
        return new Completion(Tokenizer.Decode(ids, skipSpecial: true), ids, !ended);
    }

    /// <summary>The draws of one prompt's completions: (count, tokens) in [0, 1).</summary>
    internal static Tensor Uniforms(SeedTree seed, int count, int tokens)
    {
        using var generator = seed.Generator();
        return rand(count, tokens, dtype: ScalarType.Float64, generator: generator);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _features.Dispose();
        Banned.Dispose();
        Model.Dispose();
    }

    private void ForEachBatch(
        IReadOnlyList<Prompt> prompts, int rowsPerPrompt, Action<int, IReadOnlyList<Prompt>, PromptPass> use, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        using var none = inference_mode();
        var size = Math.Max(1, RowsPerBatch / rowsPerPrompt);
        for (var start = 0; start < prompts.Count; start += size)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = prompts.Skip(start).Take(size).ToArray();
            var layout = PromptBatch.Create(Tokenize(batch), Model.Config, Model.Device);
            var images = batch.Any(p => p.Images.Count > 0) ? CachedFeatures(batch) : null;
            use(start, batch, Model.ReadPrompts(layout, images));
        }
    }

    private static IEnumerable<string> Faults(Qwen25VLConfig config, QwenTokenizer tokenizer, ImageProcessorOptions pictures)
    {
        var (vision, special) = (config.Vision, tokenizer.Special);
        if (tokenizer.VocabularySize > config.Text.VocabularySize)
            yield return $"the tokenizer has ids up to {tokenizer.VocabularySize - 1}, but the model only {config.Text.VocabularySize} rows";
        if (config.ImageTokenId != special.ImagePad)
            yield return $"the image token is {config.ImageTokenId} to the model, but {special.ImagePad} to the tokenizer";
        if (config.EosTokenId != special.ImEnd)
            yield return $"the ending token is {config.EosTokenId} to the model, but {special.ImEnd} to the tokenizer";
        var (theirs, ours) = ((pictures.PatchSize, pictures.TemporalPatchSize, pictures.MergeSize),
            (vision.PatchSize, vision.TemporalPatchSize, vision.SpatialMergeSize));
        if (theirs != ours) yield return $"patch, frame and merge sizes are {ours} to the model, but {theirs} to preprocessor_config.json";
    }

    private static Tensor BannedTokens(Qwen25VLConfig config, QwenTokenizer tokenizer, Device device)
    {
        var banned = new bool[config.Text.VocabularySize];
        var special = tokenizer.Special;
        foreach (var id in new[] { special.VisionStart, special.VisionEnd, special.VisionPad, special.ImagePad, special.VideoPad }) banned[id] = true;
        for (var id = tokenizer.VocabularySize; id < banned.Length; id++) banned[id] = true;
        return tensor(banned, device: device);
    }
}
