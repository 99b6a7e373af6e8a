using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Qwen25VL;

namespace EvoQuality.Kernel.Tests;

public class ConfigFileTests
{
    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "qwen-tied", name);

    [Theory]
    [InlineData("qwen-tied")]
    [InlineData("qwen-untied")]
    public void Both_spellings_say_the_same(string fixture)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", fixture);
        var nested = ConfigFile.Load(Path.Combine(folder, "config.json"));
        Assert.Equal(Text(nested), Text(ConfigFile.Load(Path.Combine(folder, "config.published.json"))));
        Assert.Equal(fixture == "qwen-tied", nested.Text.TieWordEmbeddings);
        Assert.Equal((83, 85, 90), (nested.PadTokenId, nested.EosTokenId, nested.ImageTokenId));
        Assert.Equal([1, 1, 2], nested.Text.MRopeSections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_saved_loads_back_equal(bool padding)
    {
        using var folder = new TemporaryFolder();
        var config = TinyPolicy.Config(tied: padding);
        if (!padding) config = config with { Text = config.Text with { PaddingRow = null } }; // as the published checkpoints
        ConfigFile.Save(folder.File("config.json"), config);
        Assert.Equal(Text(config), Text(ConfigFile.Load(folder.File("config.json"))));
    }

    [Fact]
    public void Every_missing_key_is_named()
    {
        string[] optional = ["bos_token_id", "pad_token_id", "in_chans", "in_channels"];
        string[] unread = // transformers reads these; for us they have one value
        [
            "architectures", "hidden_act", "attention_dropout", "torch_dtype", "use_sliding_window", "sliding_window",
            "spatial_patch_size", "type",
        ];
        var whole = JsonNode.Parse(File.ReadAllText(Fixture("config.published.json")))!.AsObject();
        var paths = whole.SelectMany(p => p.Value is JsonObject inner ? inner.Select(i => (p.Key, (string?)i.Key)).Append((p.Key, null)) : [(p.Key, null)]);
        foreach (var (key, inner) in paths)
        {
            if (optional.Contains(inner ?? key) || unread.Contains(inner ?? key)) continue;
            var fault = Fault(root =>
            {
                if (inner is null) root.Remove(key);
                else root[key]!.AsObject().Remove(inner);
            });
            Assert.Contains(inner ?? (key == "rope_scaling" ? "rope_" : key), fault);
        }
    }

    [Theory]
    [InlineData("model_type", "\"qwen2_vl\"", "expected model_type qwen2_5_vl, found qwen2_vl")]
    [InlineData("hidden_size", "\"32\"", "expected an integer under hidden_size, found \"32\"")]
    [InlineData("hidden_size", "33", "hidden_size 33 is not a multiple of num_attention_heads 4")]
    [InlineData("num_key_value_heads", "3", "num_attention_heads 4 is not a multiple of num_key_value_heads 3")]
    [InlineData("num_attention_heads", "0", "num_attention_heads is 0, expected 1 or more")]
    [InlineData("image_token_id", "96", "image_token_id 96 is not one of 96 tokens")]
    [InlineData("pad_token_id", "-1", "pad_token_id -1 is not one of 96 tokens")]
    [InlineData("rope_scaling", """{"mrope_section": [1, 1, 1]}""", "mrope_section sums to 3, expected half of the head width 8")]
    [InlineData("rope_scaling", """{"mrope_section": [2, 2]}""", "mrope_section has 2 entries, expected 3")]
    [InlineData("rope_scaling", """{"mrope_section": [1, 1, "2"]}""", "expected a list of integers under rope_scaling.mrope_section")]
    [InlineData("vision_config.num_heads", "3", "vision hidden_size 16 is not a multiple of 4 x num_heads 3")]
    [InlineData("vision_config.out_hidden_size", "64", "out_hidden_size 64 differs from hidden_size 32")]
    [InlineData("vision_config.window_size", "7", "window_size 7 is smaller than a merged cell of 8 pixels")]
    [InlineData("vision_config.num_heads", "1073741824", "vision hidden_size 16 is not a multiple of 4 x num_heads 1073741824")]
    [InlineData("vision_config.patch_size", "2147483647", "window_size 16 is smaller than a merged cell of 4294967294 pixels")]
    [InlineData("vision_config.fullatt_block_indexes", "[1, 4]", "fullatt_block_indexes names block 4, expected 0 to 3")]
    [InlineData("vision_config.fullatt_block_indexes", "[-1]", "fullatt_block_indexes names block -1, expected 0 to 3")]
    [InlineData("rope_scaling", """{"mrope_section": [-1, 1, 4]}""", "mrope_section has a negative entry -1")]
    [InlineData("rope_scaling", """{"mrope_section": [2147483647, 2147483647, 2]}""", "mrope_section sums to 4294967296")]
    [InlineData("hidden_size", "99999999999", "expected an integer under hidden_size, found 99999999999")]
    [InlineData("rms_norm_eps", "-1e-6", "rms_norm_eps is -1E-06, expected a small positive number")]
    [InlineData("rms_norm_eps", "1e999", "rms_norm_eps")]
    [InlineData("rope_theta", "0", "rope_theta is 0, expected a positive number")]
    [InlineData("vision_config", "5", "expected an object under vision_config, found 5")]
    public void What_does_not_fit_is_named(string key, string value, string expected)
    {
        Assert.Contains(expected, Fault(root =>
        {
            var at = key.StartsWith("vision_config.", StringComparison.Ordinal) ? root["vision_config"]!.AsObject() : root;
            at[key.Split('.')[^1]] = JsonNode.Parse(value);
        }));
    }

    [Fact]
    public void A_file_that_is_not_there_or_not_JSON_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("config.json");
        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => ConfigFile.Load(path)).Message);
        string[] texts =
        [
            "", "{ 1", "[]", "null", """{"model_type": "qwen2_5_vl", "model_type": "qwen2_5_vl"}""", """{"model_type": "\ud800"}""",
            """{"\ud800": 1}""", new string('[', 100_000), string.Concat(Enumerable.Repeat("""{"a":""", 100_000)), new string(' ', 2_000_000),
        ];
        foreach (var text in texts)
        {
            File.WriteAllText(path, text);
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => ConfigFile.Load(path)).Message);
        }
    }

    /// <summary>The message for the published spelling of the tied fixture, changed.</summary>
    private static string Fault(Action<JsonObject> change)
    {
        using var folder = new TemporaryFolder();
        var root = JsonNode.Parse(File.ReadAllText(Fixture("config.published.json")))!.AsObject();
        change(root);
        File.WriteAllText(folder.File("config.json"), root.ToJsonString());
        var fault = Assert.Throws<InvalidDataException>(() => ConfigFile.Load(folder.File("config.json"))).Message;
        Assert.StartsWith(folder.File("config.json"), fault);
        return fault;
    }

    private static string Text(Qwen25VLConfig config) => JsonSerializer.Serialize(config);
}
