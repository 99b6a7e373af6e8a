using System.Text.Json.Nodes;
using EvoQuality.Language;

namespace EvoQuality.Kernel.Tests;

public class TokenizerFilesTests
{
    private const string Sample = "Compare the two images: naïve 3.52 🙂<|im_end|>";

    [Fact]
    public void Vocab_and_merges_files_give_the_ids_of_tokenizer_json()
    {
        using var folder = new TemporaryFolder();
        var single = PocketTokenizer.Write(folder.Path, RationaleTemplates.Corpus());
        File.Delete(folder.File("tokenizer.json"));
        var parts = QwenTokenizer.Load(folder.Path);
        Assert.Equal(single.Special, parts.Special);
        Assert.Equal(single.Encode(Sample, allowSpecial: true), parts.Encode(Sample, allowSpecial: true));
    }

    [Fact]
    public void Merges_written_as_arrays_are_read_too()
    {
        using var folder = new TemporaryFolder();
        var expected = PocketTokenizer.Write(folder.Path, RationaleTemplates.Corpus()).Encode(Sample);
        Edit(folder, root =>
        {
            var lines = root["model"]!["merges"]!.AsArray().Select(line => line!.GetValue<string>().Split(' '));
            root["model"]!["merges"] = new JsonArray([.. lines.Select(pair => new JsonArray(pair[0], pair[1]))]);
        });
        Assert.Equal(expected, QwenTokenizer.Load(folder.Path).Encode(Sample));
    }

    [Fact]
    public void A_missing_control_token_is_named_with_its_file() => Rejects(
        root => root["added_tokens"]!.AsArray().Single(token => (string?)token!["content"] == "<|image_pad|>")!["content"] = "<|other|>",
        "tokenizer.json", "<|image_pad|>");

    [Fact]
    public void A_vocabulary_without_all_bytes_is_rejected() =>
        Rejects(root => root["model"]!["vocab"]!.AsObject().Remove("!"), "'!'");

    [Fact]
    public void A_merge_of_unknown_tokens_is_rejected() =>
        Rejects(root => root["model"]!["merges"]!.AsArray().Add("qq zz"), "qq zz");

    [Fact]
    public void Two_tokens_with_one_id_are_rejected() =>
        Rejects(root => root["model"]!["vocab"]!["!"] = 1, "one id");

    [Fact]
    public void An_id_that_is_no_number_is_rejected() =>
        Rejects(root => root["model"]!["vocab"]!["!"] = "one", "tokenizer.json");

    [Fact]
    public void Merges_that_are_no_pair_of_texts_are_rejected()
    {
        Rejects(root => root["model"]!["merges"]!.AsArray().Add(new JsonArray("a")), "tokenizer.json is not a byte-level BPE tokenizer file");
        Rejects(root => root["model"]!["merges"]!.AsArray().Add((JsonNode?)null), "expected a text, found null");
    }

    [Fact]
    public void A_folder_without_tokenizer_files_is_named()
    {
        using var folder = new TemporaryFolder();
        var fault = Assert.Throws<InvalidDataException>(() => QwenTokenizer.Load(folder.Path));
        Assert.Contains(folder.Path, fault.Message, StringComparison.Ordinal);
        Assert.Contains("vocab.json", fault.Message, StringComparison.Ordinal);
    }

    private static void Rejects(Action<JsonNode> damage, params string[] named)
    {
        using var folder = new TemporaryFolder();
        PocketTokenizer.Write(folder.Path, ["some words"]);
        Edit(folder, damage);
        var fault = Assert.Throws<InvalidDataException>(() => QwenTokenizer.Load(folder.Path));
        Assert.All(named, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.Contains(folder.Path, fault.Message, StringComparison.Ordinal);
    }

    private static void Edit(TemporaryFolder folder, Action<JsonNode> change)
    {
        var root = JsonNode.Parse(File.ReadAllText(folder.File("tokenizer.json")))!;
        change(root);
        File.WriteAllText(folder.File("tokenizer.json"), root.ToJsonString());
    }
}
