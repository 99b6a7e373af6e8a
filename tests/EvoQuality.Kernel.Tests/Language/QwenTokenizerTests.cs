using System.Text.Json;
using EvoQuality.Language;

namespace EvoQuality.Kernel.Tests;

/// <summary>Against golden.json, made by transformers (environment/reference/make_tokenizer_fixture.py).</summary>
public class QwenTokenizerTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "tokenizer");
    private static readonly QwenTokenizer Tokenizer = QwenTokenizer.Load(Folder);
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "golden.json"))).RootElement;

    [Fact]
    public void Ids_of_206_texts_equal_those_of_transformers()
    {
        Assert.Equal(206, Golden.GetProperty("cases").GetArrayLength());
        foreach (var (text, golden) in Cases()) Assert.Equal(Ids(golden, "ids"), Tokenizer.Encode(text, allowSpecial: true));
    }

    [Fact]
    public void Control_tokens_in_a_users_text_are_plain_characters()
    {
        foreach (var (text, golden) in Cases()) Assert.Equal(Ids(golden, "plain"), Tokenizer.Encode(text));
        Assert.DoesNotContain(Tokenizer.Special.ImagePad, Tokenizer.Encode("<|image_pad|>"));
        Assert.Equal([Tokenizer.Special.ImagePad], Tokenizer.Encode("<|image_pad|>", allowSpecial: true));
    }

    [Fact]
    public void Text_of_a_cut_completion_equals_that_of_transformers()
    {
        foreach (var (_, golden) in Cases())
        {
            var ids = Ids(golden, "ids");
            var half = ids.Take(ids.Length / 2).ToArray();
            Assert.Equal(golden.GetProperty("half").GetString(), Tokenizer.Decode(half));
            Assert.Equal(golden.GetProperty("half_skip").GetString(), Tokenizer.Decode(half, skipSpecial: true));
        }
    }

    [Fact]
    public void A_prompt_with_two_images_equals_the_published_template()
    {
        var built = ChatTemplate.Build(Tokenizer, "Which is 0?", [1, 1]);
        Assert.Equal(Ids(Golden, "chat_two_images"), built.Ids);
    }

    [Fact]
    public void A_prompt_with_a_system_line_and_no_image_equals_the_published_template()
    {
        var built = ChatTemplate.Build(Tokenizer, "Hi.", [], system: "Be brief.");
        Assert.Equal(Ids(Golden, "chat_system_text"), built.Ids);
        Assert.Empty(built.ImageSpans);
    }

    [Fact]
    public void Letters_typed_with_separate_accents_have_the_ids_of_composed_letters()
    {
        Assert.Equal(Tokenizer.Encode("\u00e9 \uac01 \u1ea5"), Tokenizer.Encode("e\u0301 \u1100\u1161\u11a8 a\u0302\u0301"));
        Assert.Equal(Tokenizer.Encode("a\u0323\u0307"), Tokenizer.Encode("a\u0307\u0323"));
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_replacement_character() =>
        Assert.Equal("a\uFFFDb", Tokenizer.Decode(Tokenizer.Encode("a\uD83Db")));

    [Fact]
    public void Ids_of_padding_rows_decode_to_nothing() =>
        Assert.Equal("ab", Tokenizer.Decode([.. Tokenizer.Encode("a"), Tokenizer.VocabularySize + 3, .. Tokenizer.Encode("b")]));

    [Fact]
    public void Many_threads_get_the_same_ids()
    {
        var expected = Cases().Select(c => Ids(c.Golden, "ids")).ToArray();
        var texts = Cases().Select(c => c.Text).ToArray();
        Parallel.For(0, 4 * texts.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
            Assert.Equal(expected[i % texts.Length], Tokenizer.Encode(texts[i % texts.Length], allowSpecial: true)));
    }

    private static IEnumerable<(string Text, JsonElement Golden)> Cases() =>
        Golden.GetProperty("cases").EnumerateArray().Select(golden => (golden.GetProperty("text").GetString()!, golden));

    private static int[] Ids(JsonElement golden, string name) =>
        [.. golden.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];
}
