using EvoQuality.Grpo;
using EvoQuality.Imaging;
using EvoQuality.Qwen25VL;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Planning;

/// <summary>
/// Counts what one model computes for one picture, prompt or group, by an engine's layout. With D the width, H heads and J key heads of
/// size E, F the inner width, N layers, V tokens of vocabulary:
/// <list type="bullet">
/// <item>A product of an (a, b) matrix with one row is 2ab operations.</item>
/// <item>A position passes, in every layer, q and o (D x HE each), k and v (D x JE each), gate, up and down (D x F each).</item>
/// <item>A query that meets a key costs, in every layer, 2HE for the score and 2HE for mixing the value: 4HE.</item>
/// <item>The head is D x V for every position whose logits are made.</item>
/// <item>A patch passes the embedding (frames x channels x side² to the tower's width W), in every block 4W² + 3W x inner, and 4W for
/// every patch of its window (of its image in the blocks of full attention); a merged cell passes (4W)² + 4W x D.</item>
/// <item>Keys and values take 2 x N x J x E elements per position.</item>
/// <item>Backward every product has two of its size, one for each factor; only the pixels want no gradient.</item>
/// </list>
/// Held against counts of torch's own counter on transformers (<c>environment/reference/count_operations.py</c>).
/// </summary>
public sealed class ModelWork
{
    private const int Multiplied = 2; // operations of one multiplication with its addition
    private readonly Qwen25VLConfig _config;
    private readonly Engine _engine;
    private readonly int _element;
    private readonly double _keysAndValues, _others; // matrix elements of one layer

    /// <param name="config">The architecture.</param>
    /// <param name="engine">The layout.</param>
    /// <param name="element">Bytes of a weight, and of a key or value; 2 for bf16.</param>
    public ModelWork(Qwen25VLConfig config, Engine engine, int element = 2)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentOutOfRangeException.ThrowIfLessThan(element, 1);
        (_config, _engine, _element) = (config, engine, element);
        var text = config.Text;
        double width = text.HiddenSize, queries = text.Heads * text.HeadSize, keys = text.KeyValueHeads * text.HeadSize;
        _keysAndValues = 2 * width * keys;
        _others = (2 * width * queries) + (3 * width * text.IntermediateSize);
        Parameters = ParameterCount.Of(config).Sum(p => p.Weights);
    }

    /// <summary>All weights.</summary>
    public long Parameters { get; }

    /// <summary>Bytes of keys and values of one position in all layers.</summary>
    public long CacheBytesPerPosition => 2L * _config.Text.Layers * _config.Text.KeyValueHeads * _config.Text.HeadSize * _element;

    /// <summary>Bytes of the weights that a position reads: all layers' matrices and the head.</summary>
    public double LanguageBytes => _element * ((_config.Text.Layers * (_keysAndValues + _others)) + Head);

    /// <summary>Bytes of the tower's matrices.</summary>
    public double TowerBytes => _element * (Embedding + (_config.Vision.Depth * Block) + Merger);

    private double Head => (double)_config.Text.HiddenSize * _config.Text.VocabularySize;

    private double Embedding => (double)_config.Vision.HiddenSize * _config.Vision.PatchDimension;

    private double Block => (4.0 * _config.Vision.HiddenSize * _config.Vision.HiddenSize) + (3.0 * _config.Vision.HiddenSize * _config.Vision.IntermediateSize);

    private double Merger
    {
        get
        {
            var joined = (double)_config.Vision.HiddenSize * _config.Vision.MergeUnit;
            return (joined * joined) + (joined * _config.Vision.OutHiddenSize);
        }
    }

    /// <summary>Tokens that a picture takes in a prompt.</summary>
    public int Cells(PatchGrid grid) => (grid ?? throw new ArgumentNullException(nameof(grid))).Count / _config.Vision.MergeUnit;

    /// <summary>Bytes of a picture's vectors.</summary>
    public long FeatureBytes(PatchGrid grid) => (long)Cells(grid) * _config.Vision.OutHiddenSize * _element;

    /// <summary>The vision tower on one picture.</summary>
    public Work Encode(PatchGrid grid) => new() { Operations = Embedded(grid) + Tower(grid), Patches = grid.Count };

    /// <summary>The language model on one prompt whose images are encoded, to the logits of its last position.</summary>
    /// <param name="tokens">Its length, L.</param>
    public Work Read(int tokens) => new()
    {
        Operations = Reading(tokens) + (Multiplied * Head),
        CacheBytes = (double)tokens * CacheBytesPerPosition,
        Positions = tokens,
    };

    /// <summary>
    /// Answers that continue one prompt. The first token comes from the prompt's last position and the last is not read again, so T tokens
    /// take T - 1 steps; at step t a row meets the prompt and t tokens of its own.
    /// </summary>
    /// <param name="promptTokens">L.</param>
    /// <param name="rows">Answers.</param>
    /// <param name="newTokens">Tokens of each, T.</param>
    public Work Decode(int promptTokens, int rows, int newTokens)
    {
        double steps = newTokens - 1, own = steps * (steps + 1) / 2;
        var promptReads = steps * promptTokens * (_engine.ReadsSharedCacheOnce ? 1 : rows);
        return new Work
        {
            Operations = rows * ((Multiplied * steps * (Layers + Head)) + Attention((steps * promptTokens) + own)),
            CacheBytes = (promptReads + (rows * (own + steps))) * CacheBytesPerPosition, // own tokens are read at each later step, and written
            Positions = rows * steps,
        };
    }

    /// <summary>
    /// Log-probabilities of G completions of a prompt with one picture, forward: once over the prompt and then its completions, or G rows
    /// of both. Logits are made where a completion's token is predicted; rows make one more, which they cut off.
    /// </summary>
    /// <param name="promptTokens">L.</param>
    /// <param name="grid">The picture; null where its vectors are known.</param>
    /// <param name="group">G.</param>
    /// <param name="newTokens">T.</param>
    public Work Score(int promptTokens, PatchGrid? grid, int group, int newTokens)
    {
        var pictures = _engine.SharesPromptsInTraining ? 1 : group;
        var seen = grid is null ? default : pictures * Encode(grid);
        double steps = newTokens - 1, whole = promptTokens + newTokens;
        if (!_engine.SharesPromptsInTraining)
        {
            return seen + new Work
            {
                Operations = group * ((Multiplied * ((whole * Layers) + ((newTokens + 1) * Head))) + Attention(Met(whole))),
                Positions = group * whole,
            };
        }

        return seen + new Work
        {
            Operations = Reading(promptTokens) + (Multiplied * Head)
                + (group * ((Multiplied * steps * (Layers + Head)) + Attention((steps * promptTokens) + Met(steps)))),
            Positions = promptTokens + (group * steps),
        };
    }

    /// <summary>
    /// The backward pass of <see cref="Score"/>: two products for each of its products, but one for the embedding of patches. Where layers
    /// keep their inputs alone the forward pass is computed once more (the head too: an upper bound for engines that keep its logits).
    /// </summary>
    /// <param name="promptTokens">L.</param>
    /// <param name="grid">The picture.</param>
    /// <param name="group">G.</param>
    /// <param name="newTokens">T.</param>
    /// <param name="recompute">Whether layers are computed again.</param>
    public Work Backward(int promptTokens, PatchGrid grid, int group, int newTokens, bool recompute)
    {
        var forward = Score(promptTokens, grid, group, newTokens).Operations;
        var embedded = (_engine.SharesPromptsInTraining ? 1 : group) * Embedded(grid);
        return new Work { Operations = ((recompute ? 3 : 2) * forward) - embedded };
    }

    /// <summary>
    /// One update of all weights, which is all traffic: gradients are read twice (for their norm, for the step), the moments and what is
    /// kept beside the weights read and written; weights are written, and read where nothing is kept beside them.
    /// </summary>
    public Work Update(UpdateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var type = _element == sizeof(float) ? ScalarType.Float32 : ScalarType.BFloat16;
        var question = new MemoryQuestion { Config = _config, Type = type, Update = options };
        var state = MemoryForecast.Of(question).Optimizer;
        var beside = state > 2L * options.Moments.ElementSize() * Parameters;
        return new Work { WeightBytes = (2.0 * state) + (Parameters * (double)_element * (beside ? 3 : 4)) };
    }

    /// <summary>The language model's weights, read that many times.</summary>
    public Work LanguageRead(double times) => new() { WeightBytes = times * LanguageBytes };

    /// <summary>The vision tower's weights, read that many times.</summary>
    public Work TowerRead(double times) => new() { WeightBytes = times * TowerBytes };

    private double Layers => _config.Text.Layers * (_keysAndValues + _others);

    /// <summary>The layers on a prompt, without the head.</summary>
    private double Reading(int tokens)
    {
        if (!_engine.LastPositionAlone) return (Multiplied * tokens * Layers) + Attention(Met(tokens));
        double before = _config.Text.Layers - 1;
        return (Multiplied * ((tokens * ((before * _others) + (_config.Text.Layers * _keysAndValues))) + _others))
            + (((before * Met(tokens)) + tokens) * PerKey);
    }

    /// <summary>Keys that the queries of a sequence meet in one layer.</summary>
    private double Met(double tokens) => _engine.SkipsHiddenKeys ? tokens * (tokens + 1) / 2 : tokens * tokens;

    private double PerKey => 2.0 * Multiplied * _config.Text.Heads * _config.Text.HeadSize;

    private double Attention(double met) => _config.Text.Layers * met * PerKey;

    private double Embedded(PatchGrid grid) => Multiplied * (double)grid.Count * Embedding / (_engine.OneFrame ? _config.Vision.TemporalPatchSize : 1);

    private double Tower(PatchGrid grid)
    {
        var vision = _config.Vision;
        var order = WindowOrder.Of([grid], vision);
        double patches = grid.Count, whole = patches * patches, windows = order.WindowLengths.Sum(l => (double)l * l);
        var full = vision.FullAttentionBlocks.Count(b => b < vision.Depth);
        var met = (full * whole) + ((vision.Depth - full) * windows);
        return (Multiplied * ((patches * vision.Depth * Block) + (Cells(grid) * Merger))) + (2.0 * Multiplied * vision.HiddenSize * met);
    }
}
