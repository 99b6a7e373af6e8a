using EvoQuality.Language;

namespace EvoQuality.Kernel.Tests;

public class PocketTokenizerTests
{
    [Fact]
    public void Merges_are_learnt_by_count_then_ordinal_order()
    {
        // "ab" twice beats the rest; then, all once: (ab, a) precedes (c, d) and the pairs it leaves.
        var merges = BpeTrainer.Train(["ab!", "aba!", "cd!"], 3);
        Assert.Equal([("a", "b"), ("ab", "a"), ("c", "d")], merges);
    }

    [Fact]
    public void Every_word_of_the_corpus_is_one_token()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = PocketTokenizer.Write(folder.Path, RationaleTemplates.Corpus());
        var cutter = new QwenPreTokenizer();
        Assert.All(RationaleTemplates.Corpus(), text =>
            Assert.Equal(cutter.PreTokenize(text).Count(), tokenizer.Encode(text).Count));
        Assert.Equal(256 + 335 + 14, tokenizer.VocabularySize);
    }

    [Fact]
    public void Prompts_cost_few_tokens()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = PocketTokenizer.Write(folder.Path, RationaleTemplates.Corpus());
        Assert.Equal(51, tokenizer.Encode(Prompts.Compare).Count);
        Assert.Equal(59, tokenizer.Encode(Prompts.Score).Count);
        Assert.Equal(43, tokenizer.Encode(Prompts.ReasoningSuffix).Count);
    }

    [Fact]
    public void Without_merges_each_byte_is_a_token_and_any_text_survives()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = PocketTokenizer.Write(folder.Path, [], merges: 0);
        const string text = "naïve 質 🙂\0";
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(text), tokenizer.Encode(text).Count);
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Fact]
    public void Writing_twice_gives_the_same_bytes()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        PocketTokenizer.Write(first.Path, RationaleTemplates.Corpus());
        PocketTokenizer.Write(second.Path, RationaleTemplates.Corpus());
        var names = Directory.GetFiles(first.Path).Select(path => Path.GetFileName(path)!).Order().ToArray();
        Assert.Equal(
            ["chat_template.jinja", "chat_template.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", "vocab.json"], names);
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(first.File(name)), File.ReadAllBytes(second.File(name))));
    }
}
