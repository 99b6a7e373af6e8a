using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class SafetensorsShardsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shards_replace_those_of_an_earlier_save()
    {
        Save(1);
        Save(2);
        Assert.Equal([2f, 2f], Values());
    }

    [Fact]
    public void A_save_over_an_earlier_one_that_ends_in_the_middle_is_not_read_as_a_mixture()
    {
        Save(1);
        Assert.Throws<IOException>(() => Save(2, (name, value) => name == "b" ? throw new IOException("killed") : value));
        Assert.Throws<FileNotFoundException>(() => SafetensorsFolder.Open(_folder.Path));
        Save(3);
        Assert.Equal([3f, 3f], Values());
    }

    [Fact]
    public void An_earlier_save_of_other_names_is_read_until_the_new_one_is_whole()
    {
        Save(1);
        Assert.Throws<IOException>(() => Save(2, (name, value) => name == "c" ? throw new IOException("killed") : value, "a", "b", "c"));
        Assert.Equal([1f, 1f], Values());
        Save(3, null, "a", "b", "c");
        Assert.Equal([3f, 3f, 3f], Values());
    }

    // A tensor of four bytes to a shard.
    private void Save(float value, Func<string, Tensor, Tensor>? change = null, params string[] names)
    {
        using var scope = NewDisposeScope();
        SafetensorsShards.Write(_folder.Path, [.. (names is [] ? ["a", "b"] : names).Select(name => (name, tensor(value)))], limit: 4, change);
    }

    private float[] Values()
    {
        using var scope = NewDisposeScope();
        using var weights = SafetensorsFolder.Open(_folder.Path);
        return [.. weights.Holders.OrderBy(h => h.Key).Select(h => h.Value.Read(h.Key).item<float>())];
    }
}
