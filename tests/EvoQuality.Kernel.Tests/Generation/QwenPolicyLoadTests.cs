using System.Text.Json.Nodes;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Qwen25VL;

namespace EvoQuality.Kernel.Tests;

public sealed class QwenPolicyLoadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public QwenPolicyLoadTests() => TinyPolicy.Save(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_saved_folder_answers_as_the_policy_it_came_from()
    {
        using var original = TinyPolicy.Create();
        using var loaded = QwenPolicy.Load(_folder.Path);
        int[] Ids(QwenPolicy policy) =>
            [.. policy.Sample([TinyPolicy.TwoImages], 2, new() { MaxNewTokens = 5 }, [new SeedTree(1)])[0].SelectMany(c => c.TokenIds)];
        Assert.Equal(Ids(original), Ids(loaded));
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        Assert.Equal("/nowhere/model: expected a model folder, but there is none.", Assert.Throws<DirectoryNotFoundException>(() => QwenPolicy.Load("/nowhere/model")).Message);

    [Theory]
    [InlineData("config.json", "the model configuration is missing.")]
    [InlineData("model.safetensors", "the weight file is missing.")]
    [InlineData("preprocessor_config.json", "expected a preprocessor_config.json, found no such file.")]
    public void A_missing_file_is_named(string name, string expected)
    {
        File.Delete(_folder.File(name));
        Assert.Equal($"{_folder.File(name)}: {expected}", Assert.Throws<FileNotFoundException>(() => QwenPolicy.Load(_folder.Path)).Message);
    }

    [Fact]
    public void A_missing_tokenizer_is_named()
    {
        File.Delete(_folder.File("tokenizer.json"));
        File.Delete(_folder.File("vocab.json"));
        Assert.Equal($"{_folder.Path} holds neither tokenizer.json nor vocab.json.", Fault());
    }

    [Fact]
    public void Truncated_weights_are_named()
    {
        var path = _folder.File("model.safetensors");
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^1]);
        Assert.Equal($"{path}: the weight file is truncated: expected at least {bytes.Length} bytes, found {bytes.Length - 1}.", Fault());
    }

    [Fact]
    public void A_tokenizer_without_the_control_tokens_is_named()
    {
        var path = _folder.File("tokenizer.json");
        var root = JsonNode.Parse(File.ReadAllText(path))!;
        var added = root["added_tokens"]!.AsArray();
        added.Remove(added.Single(t => t!["content"]!.GetValue<string>() == "<|image_pad|>"));
        File.WriteAllText(path, root.ToJsonString());
        Assert.Equal($"{path} has no added token <|image_pad|>, which Qwen2.5-VL prompts need.", Fault());
    }

    [Fact]
    public void Parts_that_do_not_fit_together_are_all_named()
    {
        var config = TinyPolicy.Config(tied: true);
        config = config with { ImageTokenId = 3, EosTokenId = 4, Text = config.Text with { VocabularySize = 100, PaddingRow = null } };
        using var model = new Qwen25VLModel(config);
        var fault = Assert.Throws<InvalidDataException>(
            () => QwenPolicy.Create(model, TinyPolicy.Tokenizer, new ImageStore(new() { PatchSize = 16 }))).Message;
        Assert.Contains($"the tokenizer has ids up to {TinyPolicy.Tokenizer.VocabularySize - 1}, but the model only 100 rows", fault);
        Assert.Contains($"the image token is 3 to the model, but {TinyPolicy.Tokenizer.Special.ImagePad} to the tokenizer", fault);
        Assert.Contains("the ending token is 4", fault);
        Assert.Contains("patch, frame and merge sizes are (14, 2, 2) to the model, but (16, 2, 2)", fault);
    }

    [Fact]
    public void Nothing_is_left_alive()
    {
        NoLeaks.Check(() => QwenPolicy.Load(_folder.Path).Dispose());
        File.Delete(_folder.File("preprocessor_config.json"));
        NoLeaks.Check(() => Assert.Throws<FileNotFoundException>(() => QwenPolicy.Load(_folder.Path)));
    }

    private string Fault() => Assert.Throws<InvalidDataException>(() => QwenPolicy.Load(_folder.Path)).Message;
}
