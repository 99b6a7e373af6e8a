using System.Text.Json;
using EvoQuality.Qwen25VL;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class CheckpointFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    [Theory]
    [InlineData("qwen-tied")]
    [InlineData("qwen-untied")]
    public void A_saved_model_loads_back_equal_under_the_published_names(string fixture)
    {
        using var model = CheckpointFolder.Load(Fixture(fixture));
        CheckpointFolder.Save(model, _folder.Path);

        using var file = SafetensorsFile.Open(_folder.File("model.safetensors"));
        using var theirs = SafetensorsFile.Open(Path.Combine(Fixture(fixture), "model.safetensors"));
        Assert.Equal(theirs.Entries.Keys.Select(Published).Order(StringComparer.Ordinal), file.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.All(file.Entries.Keys, name => Assert.Matches("^(visual\\.|model\\.(embed_tokens|layers|norm)\\.|lm_head\\.weight$)", name));
        using var copy = CheckpointFolder.Load(_folder.Path);
        AssertEqual(model, copy);
    }

    [Theory]
    [InlineData("qwen-tied")]
    [InlineData("qwen-untied")]
    public void A_model_larger_than_a_file_may_be_is_saved_in_shards_and_loads_back_equal(string fixture)
    {
        const long Limit = 100_000;
        using var model = CheckpointFolder.Load(Fixture(fixture));
        CheckpointFolder.Save(model, _folder.Path);
        CheckpointFolder.Save(model, _folder.Path, Limit);

        string[] files = [.. Directory.GetFiles(_folder.Path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        string[] shards = [.. files.Where(f => f.StartsWith("model-", StringComparison.Ordinal))];
        Assert.True(shards.Length > 1);
        Assert.Equal(["config.json", .. shards, "model.safetensors.index.json"], files); // the single file would have been read instead
        Assert.Equal(shards, Enumerable.Range(1, shards.Length).Select(i => $"model-{i:D5}-of-{shards.Length:D5}.safetensors"));
        var largest = model.named_parameters().Max(p => p.parameter.NumberOfElements * p.parameter.ElementSize);
        foreach (var shard in shards)
        {
            using var file = SafetensorsFile.Open(_folder.File(shard));
            Assert.InRange(file.Entries.Values.Sum(e => e.Length), 1, Math.Max(Limit, largest));
        }

        using var index = JsonDocument.Parse(File.ReadAllBytes(_folder.File("model.safetensors.index.json")));
        Assert.Equal(
            model.named_parameters().Sum(p => p.parameter.NumberOfElements * p.parameter.ElementSize),
            index.RootElement.GetProperty("metadata").GetProperty("total_size").GetInt64());
        Assert.Equal(
            model.named_parameters().Select(p => p.name).Order(StringComparer.Ordinal),
            index.RootElement.GetProperty("weight_map").EnumerateObject().Select(p => p.Name));
        using (var copy = CheckpointFolder.Load(_folder.Path))
        {
            AssertEqual(model, copy);
            CheckpointFolder.Save(copy, _folder.Path); // over the shards that it is mapped from
        }

        Assert.Equal(["config.json", "model.safetensors"], Directory.GetFiles(_folder.Path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        using var again = CheckpointFolder.Load(_folder.Path);
        AssertEqual(model, again);
    }

    [Fact]
    public void Half_precision_weights_load_as_single_precision()
    {
        using var scope = NewDisposeScope();
        using var model = TinyPolicy.Model();
        Save(model, (name, value) => [(name, value.to_type(ScalarType.BFloat16))]);
        using var copy = CheckpointFolder.Load(_folder.Path);
        var (_, ours) = model.named_parameters().First();
        var (_, theirs) = copy.named_parameters().First();
        Assert.Equal(ScalarType.Float32, theirs.dtype);
        Assert.True(theirs.equal(ours.to_type(ScalarType.BFloat16).to_type(ScalarType.Float32)).all().item<bool>());
    }

    [Fact]
    public void What_is_missing_unknown_or_of_another_shape_is_named_and_nothing_changes()
    {
        using var model = TinyPolicy.Model(seed: 1);
        using var untouched = TinyPolicy.Model(seed: 1);
        using var other = TinyPolicy.Model(seed: 2);
        const string Name = "model.layers.1.mlp.down_proj.weight";
        var path = _folder.File("model.safetensors");
        string Fault() => Assert.Throws<InvalidDataException>(() => CheckpointFolder.LoadInto(model, _folder.Path)).Message;

        Save(other, (name, value) => name == Name ? [] : [(name, value)]);
        Assert.Equal($"{path}: expected the tensor {Name}, but the file has none.", Fault());
        Save(other, (name, value) => [(name, name == Name ? value.t() : value)]);
        Assert.Equal($"{path}: {Name} should have shape (32, 48) by config.json, but has (48, 32).", Fault());
        Save(other, (name, value) => name == Name ? [(name, value), ("model.layers.2.extra", value)] : [(name, value)]);
        Assert.Equal($"{path}: 1 tensors do not belong to this architecture, first model.layers.2.extra.", Fault());
        Save(other, (name, value) => name == Name ? [(name, value), ("model.language_model" + Name["model".Length..], value)] : [(name, value)]);
        Assert.Contains("are two names of one tensor", Fault());
        AssertEqual(untouched, model);
    }

    [Fact]
    public void A_stored_copy_of_a_tied_output_layer_is_passed_over()
    {
        using var model = TinyPolicy.Model(tied: true);
        Save(model, (name, value) => name == "model.embed_tokens.weight" ? [(name, value), ("lm_head.weight", value)] : [(name, value)]);
        using var copy = CheckpointFolder.Load(_folder.Path);
        AssertEqual(model, copy);
    }

    [Fact]
    public void Nothing_is_left_alive()
    {
        using var model = TinyPolicy.Model();
        NoLeaks.Check(() => CheckpointFolder.Save(model, _folder.Path));
        NoLeaks.Check(() => CheckpointFolder.Load(_folder.Path).Dispose());
        NoLeaks.Check(() => CheckpointFolder.LoadInto(model, _folder.Path));
        Save(model, (name, value) => name == "model.norm.weight" ? [] : [(name, value)]);
        NoLeaks.Check(() => Assert.Throws<InvalidDataException>(() => CheckpointFolder.Load(_folder.Path)));
    }

    private static void AssertEqual(Qwen25VLModel expected, Qwen25VLModel actual)
    {
        foreach (var ((name, a), (other, b)) in expected.named_parameters().Zip(actual.named_parameters()))
        {
            Assert.Equal(name, other);
            Assert.True(a.allclose(b, 0, 0), name);
        }
    }

    private static string Published(string name) => name
        .Replace("model.visual.", "visual.", StringComparison.Ordinal)
        .Replace("model.language_model.", "model.", StringComparison.Ordinal);

    /// <summary>Saves with each tensor replaced by others.</summary>
    private void Save(Qwen25VLModel model, Func<string, Tensor, (string, Tensor)[]> change)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        ConfigFile.Save(_folder.File("config.json"), model.Config);
        SafetensorsWriter.Write(_folder.File("model.safetensors"), [.. model.named_parameters().SelectMany(p => change(p.name, p.parameter))]);
    }
}
