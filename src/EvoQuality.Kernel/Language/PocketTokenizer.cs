using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Foundations;

namespace EvoQuality.Language;

/// <summary>
/// Writes a small tokenizer of Qwen2.5-VL's form: 256 bytes, merges learnt from a corpus, and the published control
/// tokens, with the template beside it. The files are those of a published model, so transformers loads them too.
/// </summary>
public static class PocketTokenizer
{
    /// <summary>More merges than <see cref="RationaleTemplates.Corpus"/> needs to make each of its words one token (335).</summary>
    public const int DefaultMerges = 512;

    private static readonly string[] ControlTokens =
    [
        "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>",
        "<|box_end|>", "<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>",
        "<|image_pad|>", "<|video_pad|>",
    ];

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Learns the merges and writes tokenizer.json, vocab.json, merges.txt, tokenizer_config.json, chat_template.json
    /// and chat_template.jinja into the folder.
    /// </summary>
    /// <returns>What was written, loaded back.</returns>
    public static QwenTokenizer Write(string folder, IEnumerable<string> corpus, int merges = DefaultMerges)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentOutOfRangeException.ThrowIfNegative(merges);
        var pairs = BpeTrainer.Train(corpus, merges);
        var entries = ByteAlphabet.VocabularyOrder.Select(b => ByteAlphabet.Characters[b].ToString())
            .Concat(pairs.Select(pair => pair.Left + pair.Right)).Distinct().ToList();
        var mergeLines = pairs.Select(pair => $"{pair.Left} {pair.Right}").ToList();

        Save("vocab.json", Vocabulary(entries));
        AtomicFile.WriteAllText(Path.Combine(folder, "merges.txt"), $"#version: 0.2\n{string.Join('\n', mergeLines)}\n");
        Save("tokenizer.json", TokenizerJson(entries, mergeLines));
        Save("tokenizer_config.json", TokenizerConfig(entries.Count));
        Save("chat_template.json", new JsonObject { ["chat_template"] = ChatTemplate.Jinja });
        AtomicFile.WriteAllText(Path.Combine(folder, "chat_template.jinja"), ChatTemplate.Jinja);
        return QwenTokenizer.Load(folder);

        void Save(string name, JsonObject content) =>
            AtomicFile.WriteAllText(Path.Combine(folder, name), content.ToJsonString(Indented) + "\n");
    }

    private static JsonObject Vocabulary(IEnumerable<string> entries) =>
        new(entries.Select((entry, id) => KeyValuePair.Create(entry, (JsonNode?)id)));

    private static JsonObject TokenizerJson(List<string> entries, List<string> mergeLines) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. ControlTokens.Select((content, i) => Added(content, entries.Count + i))]),
        ["normalizer"] = new JsonObject { ["type"] = "NFC" },
        ["pre_tokenizer"] = new JsonObject
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "Split",
                    ["pattern"] = new JsonObject { ["Regex"] = QwenPreTokenizer.Expression },
                    ["behavior"] = "Isolated",
                    ["invert"] = false,
                },
                ByteLevel()),
        },
        ["post_processor"] = ByteLevel(),
        ["decoder"] = ByteLevel(),
        ["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = null,
            ["continuing_subword_prefix"] = "",
            ["end_of_word_suffix"] = "",
            ["fuse_unk"] = false,
            ["byte_fallback"] = false,
            ["vocab"] = Vocabulary(entries),
            ["merges"] = new JsonArray([.. mergeLines.Select(line => (JsonNode)line)]),
        },
    };

    private static JsonObject TokenizerConfig(int firstId) => new()
    {
        ["add_bos_token"] = false,
        ["add_prefix_space"] = false,
        ["added_tokens_decoder"] = new JsonObject(ControlTokens.Select((content, i) =>
        {
            var token = Added(content, firstId + i);
            token.Remove("id");
            return KeyValuePair.Create($"{firstId + i}", (JsonNode?)token);
        })),
        ["additional_special_tokens"] = new JsonArray([.. ControlTokens.Skip(1).Select(content => (JsonNode)content)]),
        ["bos_token"] = null,
        ["chat_template"] = ChatTemplate.Jinja,
        ["clean_up_tokenization_spaces"] = false,
        ["eos_token"] = "<|im_end|>",
        ["errors"] = "replace",
        ["model_max_length"] = 131072,
        ["pad_token"] = "<|endoftext|>",
        ["split_special_tokens"] = false,
        ["tokenizer_class"] = "Qwen2Tokenizer",
        ["unk_token"] = null,
    };

    private static JsonObject Added(string content, int id) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private static JsonObject ByteLevel() => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = false,
        ["trim_offsets"] = false,
        ["use_regex"] = false,
    };
}
