using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// Reads and writes <c>config.json</c>. Two spellings exist: the flat one of the published checkpoints, and the one that
/// nests the language model under <c>text_config</c>, which current transformers write. Both are read; the flat one is written.
/// </summary>
public static class ConfigFile
{
    private const long MostBytes = 1 << 20; // published ones have about 2,000

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="InvalidDataException">Not a Qwen2.5-VL configuration, or a key is missing; the message names file and key.</exception>
    public static Qwen25VLConfig Load(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: the model configuration is missing.", path);
        if (new FileInfo(path).Length > MostBytes)
            throw new InvalidDataException($"{path}: expected at most {MostBytes} bytes, found {new FileInfo(path).Length}.");
        try
        {
            var root = JsonNode.Parse(File.ReadAllBytes(path), documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject
                       ?? throw new InvalidDataException($"{path}: expected a JSON object.");
            return Read(path, root);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // not JSON, or text that is not Unicode
        {
            throw new InvalidDataException($"{path}: expected JSON, but it does not read: {e.Message}", e);
        }
    }

    private static Qwen25VLConfig Read(string path, JsonObject root)
    {
        var type = root["model_type"]?.ToString();
        if (type != "qwen2_5_vl")
            throw new InvalidDataException($"{path}: expected model_type qwen2_5_vl, found {type ?? "none"}.");
        var reader = new ConfigSection(path, root);
        var config = new Qwen25VLConfig
        {
            Vision = Vision(reader.Section("vision_config")),
            Text = Text(root["text_config"] is JsonObject text ? new ConfigSection(path, text, root, "text_config.") : reader),
            ImageTokenId = reader.Int("image_token_id"),
            VideoTokenId = reader.Int("video_token_id"),
            VisionStartTokenId = reader.Int("vision_start_token_id"),
            VisionEndTokenId = reader.Int("vision_end_token_id"),
            EosTokenId = reader.Nested("text_config").Int("eos_token_id"),
            PadTokenId = reader.Nested("text_config").IntOr("pad_token_id", reader.Nested("text_config").IntOr("bos_token_id", 0)),
        };
        ConfigRules.Check(path, config);
        return config;
    }

    /// <summary>Writes the flat spelling.</summary>
    /// <param name="path">The file.</param>
    /// <param name="config">Architecture.</param>
    /// <param name="type">Type of the weights beside it: float32, bfloat16 or float16.</param>
    public static void Save(string path, Qwen25VLConfig config, ScalarType type = ScalarType.Float32)
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
            ["torch_dtype"] = type.ToString().ToLowerInvariant(),
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

    private static VisionConfig Vision(ConfigSection r) => new()
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

    private static TextConfig Text(ConfigSection r)
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

    private static JsonArray Array(IEnumerable<int> values) => new([.. values.Select(v => (JsonNode)v)]);
}
