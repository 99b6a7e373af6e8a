using System.Diagnostics;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Speed;

/// <summary>The kernel's calls on random pictures and random text, with what they computed counted.</summary>
internal sealed class CountedModel : IDisposable
{
    private const int PlainTokens = 290; // bytes and the first merges; control tokens are above
    private readonly SpeedOptions _options;
    private readonly PatchGrid _grid;
    private readonly PromptInput _prompt;
    private readonly Tensor _patches; // (their patches, X)
    private readonly Tensor _banned; // the ending token: completions have exactly the tokens asked for
    private readonly Generator _draws;
    private long _positions, _patchRows;

    public CountedModel(Qwen25VLModel model, SpeedOptions options)
    {
        (Model, _options) = (model, options);
        var (config, patch) = (model.Config, model.Config.Vision.PatchSize);
        _grid = new PatchGrid(1, options.Side / patch, options.Side / patch);
        _prompt = new PromptInput(Ids(config), [.. Enumerable.Repeat(_grid, options.ImagesPerPrompt)]);
        var width = config.Vision.PatchDimension / config.Vision.TemporalPatchSize; // one frame, as ImageStore cuts still images
        var together = options.Mode == SpeedMode.Grpo ? Math.Min(options.Batch, options.Items) * options.ImagesPerPrompt : 1;
        _patches = Machine.Random([together * _grid.Count, width], options.Type, options.Device);
        _banned = arange(config.Text.VocabularySize, device: options.Device).eq(config.EosTokenId).DetachFromDisposeScope();
        _draws = new Generator(1, options.Device);
    }

    public Qwen25VLModel Model { get; }

    /// <summary>Tokens per prompt.</summary>
    public int PromptTokens => _prompt.Ids.Count;

    /// <summary>Token positions through the language model so far, forward.</summary>
    public long Positions => Interlocked.Read(ref _positions);

    /// <summary>Patch rows through the vision tower so far, forward.</summary>
    public long Patches => Interlocked.Read(ref _patchRows);

    /// <summary>Time of decoding so far; of workers that decode at once, the sum of theirs.</summary>
    public double DecodeSeconds { get; private set; }

    /// <summary>Decoding steps so far (the first token of a completion takes none), each worker's counted.</summary>
    public long DecodeSteps { get; private set; }

    /// <summary>Tokens that are never drawn.</summary>
    public Tensor Banned => _banned;

    /// <summary>Image vectors of one picture.</summary>
    public int CellsPerImage => _grid.Count / Model.Config.Vision.MergeUnit;

    /// <summary>Image vectors (cells of all, D); one image at a time where they are kept for later, as the kit's cache does, all at once in training.</summary>
    public Tensor Encode(int images) => Encode(Model, images);

    /// <summary>The same with another model: the reference of GRPO; recorded on a tape where one is given.</summary>
    public Tensor Encode(Qwen25VLModel model, int images, RecomputeTape? tape = null)
    {
        using var scope = NewDisposeScope();
        Interlocked.Add(ref _patchRows, (long)images * _grid.Count);
        if (is_grad_enabled()) return model.EncodeImages(_patches.narrow(0, 0, (long)images * _grid.Count), [.. Enumerable.Repeat(_grid, images)], tape).MoveToOuterDisposeScope();
        var parts = new Tensor[images];
        Workers.Share(images, Workers.For(model.Device), (_, first, count) =>
        {
            using var inner = inference_mode();
            using var own = NewDisposeScope();
            for (var i = first; i < first + count; i++) parts[i] = model.EncodeImages(_patches.narrow(0, 0, _grid.Count), [_grid]).DetachFromDisposeScope();
        });
        foreach (var part in parts) scope.Attach(part);
        return cat(parts, 0).MoveToOuterDisposeScope();
    }

    /// <summary>Prompts as the model takes them.</summary>
    public PromptBatch Layout(int prompts) => PromptBatch.Create([.. Enumerable.Repeat(_prompt, prompts)], Model.Config, Model.Device);

    /// <summary>Reads prompts; what that makes belongs to the caller's scope.</summary>
    /// <param name="prompts">B.</param>
    /// <param name="features">(cells, D) of their images in order.</param>
    public PromptPass Read(int prompts, Tensor features)
    {
        Count(prompts, 0);
        return Model.ReadPrompts(Layout(prompts), features);
    }

    /// <summary>K completions of each prompt: K draws from one distribution where they are one token, else K decoded rows.</summary>
    public List<int>[] Complete(PromptPass pass)
    {
        using var scope = NewDisposeScope();
        var (k, steps) = (_options.K, _options.New - 1);
        if (steps == 0)
        {
            var probabilities = Model.Logits(pass.Hidden.select(1, -1)).masked_fill(_banned, float.NegativeInfinity).softmax(-1);
            var drawn = multinomial(probabilities, k, replacement: true, generator: _draws).cpu().data<long>().ToArray();
            return [.. drawn.Select(id => new List<int> { (int)id })];
        }

        var uniforms = rand([pass.Cache.Count * k, _options.New], ScalarType.Float64, Model.Device, generator: _draws);
        Machine.Wait(Model.Device);
        var watch = Stopwatch.StartNew();
        var rows = BranchDecoder.Decode(Model, pass, uniforms, new SamplingOptions(), new HashSet<int>(), _banned);
        lock (_draws)
        {
            DecodeSeconds += watch.Elapsed.TotalSeconds;
            DecodeSteps += steps;
        }

        Count(0, rows.Length * steps);
        return rows;
    }

    /// <summary>Counts prompts and single tokens that passed the language model.</summary>
    public void Count(int prompts, long tokens) => Interlocked.Add(ref _positions, ((long)prompts * PromptTokens) + tokens);

    /// <summary>Forgets what the warm-up computed.</summary>
    public void Restart() => (_positions, _patchRows, DecodeSeconds, DecodeSteps) = (0, 0, 0, 0);

    public void Dispose()
    {
        _patches.Dispose();
        _banned.Dispose();
        _draws.Dispose();
        Model.Dispose();
    }

    /// <summary>Half of the text, the images, the other half.</summary>
    private int[] Ids(Qwen25VLConfig config)
    {
        var source = new SeedTree(1).Source();
        var plain = new[] { PlainTokens, config.ImageTokenId, config.VisionStartTokenId, config.EosTokenId, config.PadTokenId }.Min();
        var text = Enumerable.Range(0, _options.Text).Select(_ => source.NextInt(plain)).ToArray();
        int[] image = [config.VisionStartTokenId, .. Enumerable.Repeat(config.ImageTokenId, CellsPerImage), config.VisionEndTokenId];
        var before = _options.Text / 2;
        return [.. text[..before], .. Enumerable.Repeat(image, _options.ImagesPerPrompt).SelectMany(i => i), .. text[before..]];
    }
}
