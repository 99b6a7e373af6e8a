using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Language;
using EvoQuality.Qwen25VL;
using EvoQuality.Qwen25VL.Adapters;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// A Qwen2.5-VL checkpoint that answers, tells its probabilities and can be trained. Prompts are read once and shared by
/// their completions; images are encoded once per policy version. Vision tokens and ids beyond the tokenizer are never
/// emitted, and log-probabilities are those of that distribution.
/// </summary>
public sealed class QwenPolicy : IProbabilityPolicy, IDisposable
{
    private readonly VisionFeatures _features;
    private bool _trained; // since it was made

    private QwenPolicy(Qwen25VLModel model, QwenTokenizer tokenizer, ImageStore images)
    {
        (Model, Tokenizer, Images) = (model, tokenizer, images);
        _features = new VisionFeatures(model, images);
        Stops = new HashSet<int> { tokenizer.Special.ImEnd, tokenizer.Special.EndOfText }; // as the published generation_config.json has it
        Banned = BannedTokens(model.Config, tokenizer, model.Device).DetachFromDisposeScope();
    }

    /// <summary>The model.</summary>
    public Qwen25VLModel Model { get; }

    /// <summary>The tokenizer.</summary>
    public QwenTokenizer Tokenizer { get; }

    /// <summary>Pictures at the model's size; may be shared between policies.</summary>
    public ImageStore Images { get; }

    /// <summary>
    /// Bytes that reading prompts and generating may take beside the weights; more prompts and rows than fit go one part
    /// after another. Default 1 GiB.
    /// </summary>
    public long MemoryBudget { get; set; } = 1L << 30;

    /// <summary>Tokens that end an answer.</summary>
    internal IReadOnlySet<int> Stops { get; }

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
            var options = ImageProcessorOptions.LoadFolder(folder);
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

    /// <summary>
    /// A copy with weights of its own that shares tokenizer and pictures: the frozen reference, or a new start. Of a policy with an
    /// adapter only the adapter is copied.
    /// </summary>
    public QwenPolicy Clone() => View(Model.Copy());

    /// <summary>
    /// This policy with a fresh adapter, which changes nothing yet. The weights are shared, frozen, and may not be trained from then
    /// on; this policy is the reference policy of the new one.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of range, or a target names no linear layer.</exception>
    /// <exception cref="InvalidOperationException">There is an adapter already, which would be lost.</exception>
    public QwenPolicy WithAdapter(AdapterOptions options, SeedTree seed) => Model.Adapter is null
        ? WithAdapter(LowRankAdapter.Create(Model.Config, options, seed, Model.Device))
        : throw new InvalidOperationException("The policy has an adapter already; a fresh one goes on a policy of the merged model (Model.Merged()).");

    /// <summary>This policy with an adapter, for instance one that <see cref="PeftFolder"/> has read, in place of one that it has; the new policy owns it.</summary>
    /// <exception cref="ArgumentException">The adapter is not of this architecture.</exception>
    public QwenPolicy WithAdapter(LowRankAdapter adapter) => View(Model.WithAdapter(adapter));

    /// <summary>The policy that the adapter was put on, in the same memory: the reference policy without a second copy.</summary>
    /// <exception cref="InvalidOperationException">There is no adapter.</exception>
    public QwenPolicy WithoutAdapter() => View(Model.WithoutAdapter());

    /// <summary>
    /// Keeps encoded images in a folder as well, for other runs with these weights, until the weights change.
    /// </summary>
    /// <param name="folder">Made where it is missing; several policies may share it.</param>
    /// <param name="limit">Bytes; files used longest ago leave. Default 16 GiB.</param>
    public void KeepFeatures(string folder, long limit = 16L << 30) => _features.Folder = new FeatureFolder(folder, limit, Model);

    /// <summary>
    /// Says that what is trained has changed: what was computed with the old values is dropped. Encoded images stay where
    /// the vision tower is frozen.
    /// </summary>
    public void WeightsChanged()
    {
        _trained = true;
        if (!TrainsVision) return;
        _features.Clear();
        _features.Folder = null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<Completion>> Sample(
        IReadOnlyList<Prompt> prompts, int count, SamplingOptions options, IReadOnlyList<SeedTree> seeds, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(seeds);
        if (seeds.Count != prompts.Count) throw new ArgumentException($"Expected {prompts.Count} seeds, one per prompt, found {seeds.Count}.", nameof(seeds));
        options.Validate();
        return InPasses<IReadOnlyList<Completion>>(prompts, count, options.MaxNewTokens, scored: 1, (start, size, atOnce, pass) =>
        {
            var uniforms = cat([.. Enumerable.Range(start, size).Select(i => Uniforms(seeds[i], count, options.MaxNewTokens))], 0).to(Model.Device);
            var rows = uniforms.split(size * atOnce, 0).SelectMany(part =>
            {
                if (!_trained) FreedMemory.Return(); // what reading has left; of a policy in training the next update wants it again (decision 0054)
                return BranchDecoder.Decode(Model, pass, part, options, Stops, Banned);
            });
            return [.. rows.Chunk(count).Select(group => (Completion[])[.. group.Select(ToCompletion)])];
        }, cancel);
    }

    /// <inheritdoc/>
    public IReadOnlyList<double[]> ChoiceProbabilities(
        IReadOnlyList<Prompt> prompts, IReadOnlyList<string> choices, double temperature = 1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(choices);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        long[] ids = [.. choices.Select(c => (long)DigitTree.Single(Tokenizer, c))];
        return InPasses(prompts, 1, 1, scored: 1, (_, _, _, pass) =>
        {
            var logits = Model.Logits(pass.Hidden.select(1, -1)).masked_fill_(Banned, FixedScalars.NegativeInfinity);
            var chosen = (temperature == 1 ? logits : logits.DividedBy(temperature)).softmax(-1).index_select(-1, tensor(ids, device: Model.Device)).to_type(ScalarType.Float64).cpu();
            return chosen.data<double>().ToArray().Chunk(ids.Length);
        }, cancel);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ScoreDistribution> ScoreDistributions(
        IReadOnlyList<Prompt> prompts, double temperature = 1, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        var tree = new DigitTree(Tokenizer);
        return InPasses(prompts, DigitTree.Branches, DigitTree.Tokens, DigitTree.Tokens, (_, _, _, pass) => tree.Read(Model, pass, temperature, Banned), cancel);
    }

    /// <summary>Whether training reaches the vision tower; if not, encoded images are those of every version.</summary>
    internal bool TrainsVision => Model.Adapter is null or { Vision: true };

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

    /// <summary>Mean of an image's vectors: (D).</summary>
    internal double[] MeanFeatures(IqaImage image)
    {
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        return _features.Gather([image]).to_type(ScalarType.Float64).mean([0]).cpu().data<double>().ToArray();
    }

    /// <summary>Encodes the prompts' images into the cache, all workers at once.</summary>
    internal void EncodeAhead(IReadOnlyList<Prompt> prompts)
    {
        if (prompts.Any(p => p.Images.Count > 0)) CachedFeatures(prompts).Dispose();
    }

    /// <summary>Text of generated ids.</summary>
    internal Completion ToCompletion(IReadOnlyList<int> ids)
    {
        var ended = ids.Count > 0 && Stops.Contains(ids[^1]);
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

    /// <summary>
    /// Reads prompts, as many at a time as the memory budget allows and those shared out among workers, while pictures of the next
    /// are decoded on another thread.
    /// </summary>
    /// <param name="prompts">All prompts.</param>
    /// <param name="rows">Rows per prompt that will be generated.</param>
    /// <param name="tokens">Tokens per row.</param>
    /// <param name="scored">Positions per row whose logits are held at once.</param>
    /// <param name="use">
    /// Told the first prompt, how many were read, how many rows of each fit at once, and the pass; gives one answer per prompt. Runs
    /// on several threads at once.
    /// </param>
    /// <param name="cancel">Stops between passes.</param>
    private List<T> InPasses<T>(
        IReadOnlyList<Prompt> prompts, int rows, int tokens, int scored, Func<int, int, int, PromptPass, IEnumerable<T>> use, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var plan = new MemoryPlan(Model.Config.Text, Model.Type, MemoryBudget, rows, tokens, scored);
        var (answers, workers, ahead) = (new List<T>(prompts.Count), Workers.For(Model.Device), Task.CompletedTask);
        for (var start = 0; start < prompts.Count; start = answers.Count)
        {
            cancel.ThrowIfCancellationRequested();
            using var none = inference_mode();
            using var scope = NewDisposeScope();
            ahead.GetAwaiter().GetResult();
            var inputs = Fitting(prompts, start, plan);
            ahead = Images.PrepareAsync(prompts.Skip(start + inputs.Count).Take(inputs.Count).SelectMany(p => p.Images));
            Prompt[] read = [.. prompts.Skip(start).Take(inputs.Count)];
            var images = read.Any(p => p.Images.Count > 0) ? CachedFeatures(read) : null;
            var atOnce = plan.RowsAtOnce(inputs.Max(i => i.Ids.Count));
            var shares = new T[]?[workers];
            Workers.Share(read.Length, workers, (worker, first, count) =>
            {
                using var inner = inference_mode();
                using var own = NewDisposeScope();
                var mine = inputs.GetRange(first, count);
                var pass = Model.ReadPrompts(PromptBatch.Create(mine, Model.Config, Model.Device), images?.narrow(0, Cells(inputs[..first]), Cells(mine)));
                shares[worker] = [.. use(start + first, count, atOnce, pass)];
            });
            foreach (var share in shares) answers.AddRange(share ?? []);
        }

        return answers;
    }

    /// <summary>Image vectors of prompts.</summary>
    private long Cells(IEnumerable<PromptInput> inputs) => inputs.Sum(i => i.Grids.Sum(g => (long)g.Count)) / Model.Config.Vision.MergeUnit;

    /// <summary>As many prompts from <paramref name="start"/> on as one pass takes; at least one.</summary>
    private List<PromptInput> Fitting(IReadOnlyList<Prompt> prompts, int start, MemoryPlan plan)
    {
        var (inputs, longest) = (new List<PromptInput>(), 0);
        foreach (var prompt in prompts.Skip(start))
        {
            var input = Tokenize([prompt])[0];
            longest = Math.Max(longest, input.Ids.Count);
            if (inputs.Count > 0 && inputs.Count + 1 > plan.Prompts(longest)) break;
            inputs.Add(input);
        }

        return inputs;
    }

    private QwenPolicy View(Qwen25VLModel model) => new(model, Tokenizer, Images) { MemoryBudget = MemoryBudget };

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
