using System.Text.Json;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class SafetensorsFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Index => _folder.File("model.safetensors.index.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shards_are_read_as_one()
    {
        Shard("one.safetensors", ("a", 1), ("b", 2));
        Shard("two.safetensors", ("c", 3));
        WriteIndex(("a", "one.safetensors"), ("c", "two.safetensors"), ("b", "one.safetensors"));
        using var weights = SafetensorsFolder.Open(_folder.Path);
        Assert.Equal(Index, weights.Path);
        Assert.Equal(["a", "b", "c"], weights.Holders.Keys.Order());
        foreach (var (name, file, value) in new[] { ("a", "one", 1f), ("b", "one", 2f), ("c", "two", 3f) })
        {
            Assert.Equal(_folder.File($"{file}.safetensors"), weights.Holders[name].Path);
            using var read = weights.Holders[name].Read(name);
            Assert.Equal(value, read.item<float>());
        }
    }

    [Fact]
    public void A_single_file_comes_before_an_index()
    {
        Shard("model.safetensors", ("a", 1));
        File.WriteAllText(Index, "not read");
        using var weights = SafetensorsFolder.Open(_folder.Path);
        Assert.Equal((_folder.File("model.safetensors"), 1), (weights.Path, weights.Holders.Count));
    }

    [Fact]
    public void A_folder_without_weights_is_named() => Assert.Equal(
        $"{_folder.File("model.safetensors")}: the weight file is missing.",
        Assert.Throws<FileNotFoundException>(() => SafetensorsFolder.Open(_folder.Path)).Message);

    [Fact]
    public void A_missing_shard_is_named()
    {
        Shard("one.safetensors", ("a", 1));
        WriteIndex(("a", "one.safetensors"), ("b", "two.safetensors"));
        Assert.Equal(
            $"{Index}: b should be in two.safetensors, but the folder has no such file.",
            Assert.Throws<FileNotFoundException>(() => SafetensorsFolder.Open(_folder.Path)).Message);
    }

    [Fact]
    public void A_tensor_that_its_shard_lacks_is_named()
    {
        Shard("one.safetensors", ("a", 1));
        WriteIndex(("a", "one.safetensors"), ("b", "one.safetensors"));
        Assert.Equal($"{Index}: b should be in one.safetensors, but that file has no such tensor.", Fault());
    }

    [Fact]
    public void A_tensor_in_two_shards_is_named()
    {
        Shard("one.safetensors", ("a", 1));
        Shard("two.safetensors", ("a", 1), ("b", 2));
        WriteIndex(("a", "one.safetensors"), ("b", "two.safetensors"));
        Assert.Equal($"{_folder.File("two.safetensors")}: holds a, which {_folder.File("one.safetensors")} holds too.", Fault());
    }

    [Fact]
    public void A_tensor_that_the_index_does_not_name_is_named()
    {
        Shard("one.safetensors", ("a", 1), ("b", 2));
        WriteIndex(("a", "one.safetensors"));
        Assert.Equal($"{_folder.File("one.safetensors")}: holds b, which model.safetensors.index.json does not name.", Fault());
    }

    [Theory]
    [InlineData("../outside.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/one.safetensors")]
    [InlineData("..\\outside.safetensors")]
    [InlineData("..")]
    [InlineData("")]
    public void A_shard_outside_the_folder_is_refused_unread(string shard)
    {
        WriteIndex(("a", shard));
        Assert.Equal($"{Index}: the shard of a should be the name of a file in this folder, but is {shard}.", Fault());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"weight_map": []}""")]
    [InlineData("""{"weight_map": {"a": 1}}""")]
    [InlineData("""{"weight_map": {"a": "one.safetensors", "a": "two.safetensors"}}""")]
    [InlineData("""{"weight_map": {"\ud800": "one.safetensors"}}""")]
    public void A_garbled_index_is_named(string text)
    {
        File.WriteAllText(Index, text);
        Assert.StartsWith($"{Index}: expected an index with a weight_map", Fault());
    }

    [Fact]
    public void Nothing_is_left_open_or_alive()
    {
        Shard("one.safetensors", ("a", 1), ("b", 2));
        WriteIndex(("a", "one.safetensors"), ("b", "one.safetensors"));
        NoLeaks.Check(() =>
        {
            using var weights = SafetensorsFolder.Open(_folder.Path);
            weights.Holders["a"].Map("a").Dispose();
        });
        using (File.Open(_folder.File("one.safetensors"), FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }
        File.WriteAllText(Index, """{"weight_map": {"a": "one.safetensors", "c": "one.safetensors"}}""");
        Fault();
        using (File.Open(_folder.File("one.safetensors"), FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }
    }

    private string Fault() => Assert.Throws<InvalidDataException>(() => SafetensorsFolder.Open(_folder.Path)).Message;

    private void Shard(string name, params (string Name, float Value)[] tensors)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(_folder.File(name), [.. tensors.Select(t => (t.Name, tensor(t.Value)))]);
    }

    private void WriteIndex(params (string Tensor, string Shard)[] map) => File.WriteAllText(
        Index, JsonSerializer.Serialize(new { metadata = new { total_size = 0 }, weight_map = map.ToDictionary(m => m.Tensor, m => m.Shard) }));
}
