using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Foundations;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// Reads and writes <c>config.json</c>. Two spellings exist: the flat one of the published checkpoints, and the one that
/// nests the language model under <c>text_config</c>, which current transformers write. Both are read; the flat one is written.
/// </summary>
public static class ConfigFile
{
    /// <summary>Reads a configuration.</summary>
    /// <exception cref="InvalidDataException">Not a Qwen2.5-VL configuration, or a key is missing; the message names file and key.</exception>
    public static Qwen25VLConfig Load(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: the model configuration is missing.", path);
        JsonObject root;
        try
        {
            root = JsonNode.Parse(File.ReadAllText(path)) as JsonObject
                   ?? throw new InvalidDataException($"{path}: expected a JSON object.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: expected JSON, but it does not read: {e.Message}", e);
        }

        var type = root["model_type"]?.ToString();
        if (type != "qwen2_5_vl")
            throw new InvalidDataException($"{path}: expected model_type qwen2_5_vl, found {type ?? "none"}.");
        var reader = new Reader(path, root);
        var config = new Qwen25VLConfig
        {
            Vision = Vision(reader.Section("vision_config")),
            Text = Text(root["text_config"] is JsonObject text ? new Reader(path, text, root, "text_config.") : reader),
            ImageTokenId = reader.Int("image_token_id"),
            VideoTokenId = reader.Int("video_token_id"),
            VisionStartTokenId = reader.Int("vision_start_token_id"),
            VisionEndTokenId = reader.Int("vision_end_token_id"),
            EosTokenId = reader.Nested("text_config").Int("eos_token_id"),
            PadTokenId = reader.Nested("text_config").IntOr("pad_token_id", reader.Nested("text_config").IntOr("bos_token_id", 0)),
        };
        Check(path, config);
        return config;
    }

    /// <summary>Writes the flat spelling.</summary>
    public static void Save(string path, Qwen25VLConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var (v, t) = (config.Vision, config.Text);
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray("Qwen2_5_VLForConditionalGeneration"),
            ["model_type"] = "qwen2_5_vl",
            ["attention_dropout"] = 0.0,
            ["bos_token_id"] = config.PadTokenId,
            ["eos_token_id"] = config.EosTokenId,
            ["image_token_id"] = config.ImageTokenId,
            ["video_token_id"] = config.VideoTokenId,
            ["vision_start_token_id"] = config.VisionStartTokenId,
            ["vision_end_token_id"] = config.VisionEndTokenId,
            ["hidden_act"] = "silu",
            ["hidden_size"] = t.HiddenSize,
            ["initializer_range"] = 0.02,
            ["intermediate_size"] = t.IntermediateSize,
            ["max_position_embeddings"] = t.MaxPositions,
            ["num_attention_heads"] = t.Heads,
            ["num_hidden_layers"] = t.Layers,
            ["num_key_value_heads"] = t.KeyValueHeads,
            ["rms_norm_eps"] = t.RmsNormEpsilon,
            ["rope_theta"] = t.RopeTheta,
            ["rope_scaling"] = new JsonObject { ["type"] = "mrope", ["mrope_section"] = Array(t.MRopeSections) },
            ["sliding_window"] = t.MaxPositions,
            ["use_sliding_window"] = false,
            ["tie_word_embeddings"] = t.TieWordEmbeddings,
            ["torch_dtype"] = "float32",
            ["use_cache"] = true,
            ["vocab_size"] = t.VocabularySize,
            ["vision_config"] = new JsonObject
            {
                ["depth"] = v.Depth,
                ["hidden_act"] = "silu",
                ["hidden_size"] = v.HiddenSize,
                ["intermediate_size"] = v.IntermediateSize,
                ["num_heads"] = v.Heads,
                ["in_chans"] = v.Channels,
                ["out_hidden_size"] = v.OutHiddenSize,
                ["patch_size"] = v.PatchSize,
                ["spatial_merge_size"] = v.SpatialMergeSize,
                ["spatial_patch_size"] = v.PatchSize,
                ["window_size"] = v.WindowSize,
                ["fullatt_block_indexes"] = Array(v.FullAttentionBlocks),
                ["tokens_per_second"] = v.TokensPerSecond,
                ["temporal_patch_size"] = v.TemporalPatchSize,
            },
        };
        if (t.PaddingRow is { } row) json["pad_token_id"] = row; // without the key the embedding has no padding row
        AtomicFile.WriteAllText(path, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    private static VisionConfig Vision(Reader r) => new()
    {
        Depth = r.Int("depth"),
        HiddenSize = r.Int("hidden_size"),
        IntermediateSize = r.Int("intermediate_size"),
        Heads = r.Int("num_heads"),
        Channels = r.IntOr("in_chans", r.IntOr("in_channels", 3)),
        OutHiddenSize = r.Int("out_hidden_size"),
        PatchSize = r.Int("patch_size"),
        TemporalPatchSize = r.Int("temporal_patch_size"),
        SpatialMergeSize = r.Int("spatial_merge_size"),
        WindowSize = r.Int("window_size"),
        FullAttentionBlocks = r.Ints("fullatt_block_indexes"),
        TokensPerSecond = r.Int("tokens_per_second"),
    };

    private static TextConfig Text(Reader r)
    {
        var rope = r.SectionOr("rope_scaling", "rope_parameters");
        return new TextConfig
        {
            VocabularySize = r.Int("vocab_size"),
            HiddenSize = r.Int("hidden_size"),
            IntermediateSize = r.Int("intermediate_size"),
            Layers = r.Int("num_hidden_layers"),
            Heads = r.Int("num_attention_heads"),
            KeyValueHeads = r.Int("num_key_value_heads"),
            RmsNormEpsilon = r.Double("rms_norm_eps"),
            RopeTheta = r.Has("rope_theta") ? r.Double("rope_theta") : rope.Double("rope_theta"),
            MRopeSections = rope.Ints("mrope_section"),
            MaxPositions = r.Int("max_position_embeddings"),
            PaddingRow = r.Has("pad_token_id") ? r.Int("pad_token_id") : null,
            TieWordEmbeddings = r.Flag("tie_word_embeddings"),
        };
    }

    private static void Check(string path, Qwen25VLConfig c)
    {
        var faults = Sizes(c).Where(s => s.Value < 1).Select(s => $"{s.Key} is {s.Value}, expected 1 or more").ToList();
        if (faults.Count > 0) throw new InvalidDataException($"{path}: {string.Join("; ", faults)}.");
        foreach (var (key, id) in Ids(c))
            if (id < 0 || id >= c.Text.VocabularySize) faults.Add($"{key} {id} is not one of {c.Text.VocabularySize} tokens");
        if (c.Text.MRopeSections.Count != 3) faults.Add($"mrope_section has {c.Text.MRopeSections.Count} entries, expected 3");
        if (c.Vision.WindowSize < c.Vision.PatchSize * c.Vision.SpatialMergeSize) faults.Add($"window_size {c.Vision.WindowSize} is smaller than a merged cell of {c.Vision.PatchSize * c.Vision.SpatialMergeSize} pixels");
        if (c.Text.HiddenSize % c.Text.Heads != 0) faults.Add($"hidden_size {c.Text.HiddenSize} is not a multiple of num_attention_heads {c.Text.Heads}");
        if (c.Text.Heads % c.Text.KeyValueHeads != 0) faults.Add($"num_attention_heads {c.Text.Heads} is not a multiple of num_key_value_heads {c.Text.KeyValueHeads}");
        if (c.Text.MRopeSections.Sum() * 2 != c.Text.HeadSize) faults.Add($"mrope_section sums to {c.Text.MRopeSections.Sum()}, expected half of the head width {c.Text.HeadSize}");
        if (c.Vision.HiddenSize % (4 * c.Vision.Heads) != 0) faults.Add($"vision hidden_size {c.Vision.HiddenSize} is not a multiple of 4 x num_heads {c.Vision.Heads}");
        if (c.Vision.OutHiddenSize != c.Text.HiddenSize) faults.Add($"out_hidden_size {c.Vision.OutHiddenSize} differs from hidden_size {c.Text.HiddenSize}");
        if (faults.Count > 0) throw new InvalidDataException($"{path}: {string.Join("; ", faults)}.");
    }

    private static IEnumerable<(string Key, int Value)> Sizes(Qwen25VLConfig c) =>
    [
        ("vocab_size", c.Text.VocabularySize), ("hidden_size", c.Text.HiddenSize), ("intermediate_size", c.Text.IntermediateSize),
        ("num_hidden_layers", c.Text.Layers), ("num_attention_heads", c.Text.Heads), ("num_key_value_heads", c.Text.KeyValueHeads),
        ("max_position_embeddings", c.Text.MaxPositions), ("vision_config.depth", c.Vision.Depth),
        ("vision_config.hidden_size", c.Vision.HiddenSize), ("vision_config.intermediate_size", c.Vision.IntermediateSize),
        ("vision_config.num_heads", c.Vision.Heads), ("vision_config.in_chans", c.Vision.Channels),
        ("vision_config.patch_size", c.Vision.PatchSize), ("vision_config.temporal_patch_size", c.Vision.TemporalPatchSize),
        ("vision_config.spatial_merge_size", c.Vision.SpatialMergeSize), ("vision_config.window_size", c.Vision.WindowSize),
    ];

    private static IEnumerable<(string Key, int Id)> Ids(Qwen25VLConfig c) =>
    [
        ("image_token_id", c.ImageTokenId), ("video_token_id", c.VideoTokenId), ("vision_start_token_id", c.VisionStartTokenId),
        ("vision_end_token_id", c.VisionEndTokenId), ("eos_token_id", c.EosTokenId), ("pad_token_id", c.PadTokenId),
    ];

    private static JsonArray Array(IEnumerable<int> values) => new([.. values.Select(v => (JsonNode)v)]);

    /// <summary>One JSON object; a key it lacks is looked up in the object around it.</summary>
    private sealed class Reader(string path, JsonObject node, JsonObject? outer = null, string prefix = "")
    {
        public bool Has(string key) => Find(key) is not null;

        public int Int(string key) => Get<int>(key, "an integer");

        public int IntOr(string key, int fallback) => Has(key) ? Int(key) : fallback;

        public double Double(string key) => Get<double>(key, "a number");

        public bool Flag(string key) => Get<bool>(key, "true or false");

        public IReadOnlyList<int> Ints(string key) =>
            Find(key) is JsonArray array && array.All(v => v is JsonValue item && item.TryGetValue<int>(out _))
                ? [.. array.Select(v => v!.GetValue<int>())]
                : throw Missing(key, "a list of integers");

        public Reader Section(string key) =>
            Find(key) is JsonObject section ? new Reader(path, section, null, key + ".") : throw Missing(key, "an object");

        public Reader SectionOr(string key, string other) => Find(key) is JsonObject ? Section(key) : Section(other);

        public Reader Nested(string key) => node[key] is JsonObject inner ? new Reader(path, inner, node, key + ".") : this;

        private JsonNode? Find(string key) => node[key] ?? outer?[key];

        private T Get<T>(string key, string kind) =>
            Find(key) is JsonValue value && value.TryGetValue<T>(out var result) ? result : throw Missing(key, kind);

        private InvalidDataException Missing(string key, string kind) =>
            new($"{path}: expected {kind} under {prefix}{key}, found {Find(key)?.ToJsonString() ?? "nothing"}.");
    }
}
