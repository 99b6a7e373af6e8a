using System.Text.Json.Nodes;
using EvoQuality.Benchmarks.Parity;
using EvoQuality.Language;
using FsCheck;
using FsCheck.Fluent;

namespace EvoQuality.Kernel.Tests;

/// <summary>The tokenizer on the published vocabulary: 151,643 tokens, 151,387 merges, 22 added tokens.</summary>
public class PublishedVocabularyTests
{
    private static readonly string Texts = Path.Combine(AppContext.BaseDirectory, "Fixtures", "qwen-tokenizer");

    [Theory]
    [InlineData("Hello world", new[] { 9707, 1879 })]
    [InlineData("The quality of the image is good. Score: 3.52/5",
        new[] { 785, 4271, 315, 279, 2168, 374, 1661, 13, 18115, 25, 220, 18, 13, 20, 17, 14, 20 })]
    [InlineData("图像质量评估：清晰", new[] { 107553, 99570, 102086, 5122, 104542 })]
    [InlineData("  leading  spaces\n\n\ttabs 12345 don't", new[] { 220, 6388, 220, 12621, 271, 3244, 3435, 220, 16, 17, 18, 19, 20, 1513, 944 })]
    [InlineData("<|im_start|>user\n<|vision_start|><|image_pad|><|vision_end|>Rate it.<|im_end|>\n<|im_start|>assistant\n",
        new[] { 151644, 872, 198, 151652, 151655, 151653, 11564, 432, 13, 151645, 198, 151644, 77091, 198 })]
    public void Golden_ids(string text, int[] ids)
    {
        var tokenizer = PublishedVocabulary.LoadOrSkip();
        Assert.Equal(ids, tokenizer.Encode(text, allowSpecial: true));
        Assert.Equal(text, tokenizer.Decode(ids));
    }

    [Fact]
    public void Ids_and_texts_of_341_texts_equal_those_of_transformers()
    {
        var result = TokenizerParity.Measure(Texts, PublishedVocabulary.LoadOrSkip());
        Assert.Empty(result.Different);
        Assert.Equal(341, result.Texts);
    }

    [Fact]
    public void Control_tokens_have_the_published_ids()
    {
        var tokenizer = PublishedVocabulary.LoadOrSkip();
        Assert.Equal(new SpecialTokens(151643, 151644, 151645, 151652, 151653, 151654, 151655, 151656), tokenizer.Special);
        Assert.Equal(151665, tokenizer.VocabularySize);
    }

    [Fact]
    public void No_added_token_in_a_users_text_is_interpreted()
    {
        var tokenizer = PublishedVocabulary.LoadOrSkip();
        var root = Read(PublishedVocabulary.FolderOrSkip());
        var contents = root["added_tokens"]!.AsArray().Select(token => (string)token!["content"]!).ToArray();
        Assert.Equal(22, contents.Length);
        Assert.All(contents, content =>
        {
            var ids = tokenizer.Encode($"a {content}b");
            Assert.All(ids, id => Assert.InRange(id, 0, 151642));
            Assert.Equal($"a {content}b", tokenizer.Decode(ids, skipSpecial: true));
            Assert.Single(tokenizer.Encode(content, allowSpecial: true));
        });
        var prompt = ChatTemplate.Build(tokenizer, string.Concat(contents), [4]);
        Assert.Equal(4, prompt.Ids.Count(id => id == tokenizer.Special.ImagePad));
        Assert.Equal(3, prompt.Ids.Count(id => id == tokenizer.Special.ImStart));
    }

    [Fact]
    public void Vocab_and_merges_files_give_the_ids_of_tokenizer_json()
    {
        var tokenizer = PublishedVocabulary.LoadOrSkip();
        var model = Read(PublishedVocabulary.FolderOrSkip());
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("vocab.json"), model["model"]!["vocab"]!.ToJsonString());
        File.WriteAllLines(folder.File("merges.txt"), ["#version: 0.2", .. model["model"]!["merges"]!.AsArray().Select(line => (string)line!)]);
        File.Copy(Path.Combine(PublishedVocabulary.FolderOrSkip(), "tokenizer_config.json"), folder.File("tokenizer_config.json"));
        var parts = QwenTokenizer.Load(folder.Path);
        Assert.Equal(tokenizer.Special, parts.Special);
        Assert.Empty(TokenizerParity.Measure(Texts, parts).Different);
    }

    [Fact]
    public void Any_text_survives_up_to_form_C()
    {
        var tokenizer = PublishedVocabulary.LoadOrSkip(); // a property attribute would report the skip as a failure
        Prop.ForAll<string>(text => tokenizer.Decode(tokenizer.Encode(text ?? "")) == UnicodeFormC.Normalize(text ?? ""))
            .QuickCheckThrowOnFailure();
    }

    private static JsonNode Read(string folder) =>
        JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer.json")))!;
}
