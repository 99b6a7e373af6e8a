using System.Text.Json.Nodes;
using EvoQuality.Benchmarks.Parity;
using EvoQuality.Qwen25VL;
using EvoQuality.Qwen25VL.Adapters;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

/// <summary>The layout of PEFT's adapters; the fixture is what PEFT itself saved and computed (make_adapter_fixture.py).</summary>
public sealed class PeftFolderTests
{
    private static readonly string Base = Path.Combine(AppContext.BaseDirectory, "Fixtures", "qwen-untied");
    private static readonly string Fixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", "adapter");

    [Fact]
    public void An_adapter_of_PEFT_gives_its_logits_loss_and_gradients()
    {
        var result = AdapterParity.Measure(Base, Fixture);
        Assert.True(result.Matrices == 72 && result.Passed, $"{result}");
    }

    [Fact]
    public void What_PEFT_wrote_is_written_again_with_the_same_names_shapes_and_values()
    {
        using var folder = new TemporaryFolder();
        var config = ConfigFile.Load(Path.Combine(Base, CheckpointFolder.ConfigName));
        using (var adapter = PeftFolder.Load(Fixture, config)) PeftFolder.Save(adapter, folder.Path, "some/base");
        using var theirs = SafetensorsFile.Open(Path.Combine(Fixture, PeftFolder.WeightsName));
        using var ours = SafetensorsFile.Open(Path.Combine(folder.Path, PeftFolder.WeightsName));
        Assert.Equal(theirs.Entries.Keys.Order(StringComparer.Ordinal), ours.Entries.Keys.Order(StringComparer.Ordinal));
        foreach (var key in theirs.Entries.Keys)
        {
            using Tensor mine = ours.Read(key), other = theirs.Read(key);
            Assert.True(mine.eq(other).all().item<bool>(), key);
        }

        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, PeftFolder.ConfigName)))!;
        var reference = JsonNode.Parse(File.ReadAllText(Path.Combine(Fixture, PeftFolder.ConfigName)))!;
        foreach (var key in new[] { "peft_type", "task_type", "r", "bias", "use_dora", "use_rslora", "fan_in_fan_out", "inference_mode" })
            Assert.Equal(reference[key]!.ToJsonString(), json[key]!.ToJsonString());
        Assert.Equal(6, json["lora_alpha"]!.GetValue<double>());
        Assert.Equal("some/base", json["base_model_name_or_path"]!.GetValue<string>());
        var targets = json["target_modules"]!.AsArray().Select(t => t!.GetValue<string>()).ToArray();
        Assert.Contains("layers.0.self_attn.q_proj", targets);
        Assert.Contains("blocks.0.attn.qkv", targets);
        Assert.Contains("merger.mlp.2", targets);
        Assert.Equal(36, targets.Length);
    }

    [Fact]
    public void Names_of_transformers_before_4_52_are_read_too()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        Rewrite(folder.Path, name => name.Replace("model.model.visual.", "model.visual.", StringComparison.Ordinal)
            .Replace("model.model.language_model.", "model.model.", StringComparison.Ordinal));
        using var old = PeftFolder.Load(folder.Path, ConfigFile.Load(Path.Combine(Base, CheckpointFolder.ConfigName)));
        using var now = PeftFolder.Load(Fixture, ConfigFile.Load(Path.Combine(Base, CheckpointFolder.ConfigName)));
        Assert.True(now.Vision);
        foreach (var (mine, theirs) in old.Parameters.Zip(now.Parameters))
        {
            Assert.Equal(theirs.Name, mine.Name);
            Assert.True(theirs.Value.eq(mine.Value).all().item<bool>());
        }
    }

    [Theory]
    [InlineData("use_dora", "true", "use_dora")]
    [InlineData("use_rslora", "true", "use_rslora")]
    [InlineData("modules_to_save", "[\"lm_head\"]", "modules_to_save")]
    [InlineData("rank_pattern", "{\"q_proj\": 8}", "rank_pattern")]
    [InlineData("bias", "\"all\"", "bias is all")]
    [InlineData("peft_type", "\"IA3\"", "IA3")]
    [InlineData("r", "4", "lora_A.weight should have shape (4,")]
    [InlineData("r", "null", "r and lora_alpha")]
    [InlineData("lora_alpha", "\"much\"", "lora_alpha")]
    public void An_adapter_of_another_kind_is_refused_by_name(string key, string value, string word)
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(Fixture, PeftFolder.WeightsName), Path.Combine(folder.Path, PeftFolder.WeightsName));
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Fixture, PeftFolder.ConfigName)))!.AsObject();
        json[key] = JsonNode.Parse(value);
        File.WriteAllText(Path.Combine(folder.Path, PeftFolder.ConfigName), json.ToJsonString());
        Assert.Contains(word, Refused(folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Matrices_that_do_not_fit_are_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        const string One = "base_model.model.model.language_model.layers.1.mlp.up_proj.lora_B.weight";
        Rewrite(folder.Path, name => name == One ? null : name);
        Assert.Contains("layers.1.mlp.up_proj.lora_A.weight has no lora_B", Refused(folder.Path), StringComparison.Ordinal);
        Rewrite(folder.Path, name => name == One ? One.Replace("layers.1", "layers.7", StringComparison.Ordinal) : name);
        Assert.Contains("up_proj", Refused(folder.Path), StringComparison.Ordinal);
        Rewrite(folder.Path, name => name["base_model.".Length..]);
        Assert.Contains("base_model.model.", Refused(folder.Path), StringComparison.Ordinal);
        File.Delete(Path.Combine(folder.Path, PeftFolder.ConfigName));
        Assert.Throws<FileNotFoundException>(() => PeftFolder.Load(folder.Path, ConfigFile.Load(Path.Combine(Base, CheckpointFolder.ConfigName))));
    }

    private static string Refused(string folder) => Assert.Throws<InvalidDataException>(
        () => PeftFolder.Load(folder, ConfigFile.Load(Path.Combine(Base, CheckpointFolder.ConfigName)))).Message;

    /// <summary>The fixture with other names, or without the tensors that get none.</summary>
    private static void Rewrite(string folder, Func<string, string?> name)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(Path.Combine(Fixture, PeftFolder.WeightsName));
        SafetensorsWriter.Write(
            Path.Combine(folder, PeftFolder.WeightsName),
            [.. from key in file.Entries.Keys let renamed = name(key) where renamed is not null select (renamed, file.Read(key))]);
        File.Copy(Path.Combine(Fixture, PeftFolder.ConfigName), Path.Combine(folder, PeftFolder.ConfigName), overwrite: true);
    }
}
