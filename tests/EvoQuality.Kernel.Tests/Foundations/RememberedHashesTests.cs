using System.Security.Cryptography;
using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

public sealed class RememberedHashesTests : IDisposable
{
    private static readonly DateTime Old = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_looks_the_same_is_not_read_again_and_one_that_changed_is()
    {
        var (file, memory) = (Path.Combine(_folder.Path, "model.safetensors"), Path.Combine(_folder.Path, "hashes.json"));
        var bytes = new byte[300_000];
        Write(file, bytes);
        var hashes = new RememberedHashes(memory);
        Assert.Equal(Hash(bytes), hashes.Of(file));

        // The middle alone, with the time put back: what no size, time or header shows is believed.
        bytes[150_000] = 1;
        Write(file, bytes);
        Assert.NotEqual(Hash(bytes), new RememberedHashes(memory).Of(file));

        // Every sign of a change is enough.
        File.SetLastWriteTimeUtc(file, Old.AddSeconds(1));
        Assert.Equal(Hash(bytes), hashes.Of(file));
        bytes[0] = 2;
        Write(file, bytes, Old.AddSeconds(1));
        Assert.Equal(Hash(bytes), hashes.Of(file));
        bytes[^1] = 3;
        Write(file, bytes, Old.AddSeconds(1));
        Assert.Equal(Hash(bytes), hashes.Of(file));
        Write(file, [.. bytes, 4], Old.AddSeconds(1));
        Assert.Equal(Hash([.. bytes, 4]), hashes.Of(file));
    }

    [Fact]
    public void A_file_written_just_now_is_not_remembered_and_a_damaged_memory_is_an_empty_one()
    {
        var (file, memory) = (Path.Combine(_folder.Path, "config.json"), Path.Combine(_folder.Path, "hashes.json"));
        File.WriteAllBytes(file, [1]);
        Assert.Equal(Hash([1]), new RememberedHashes(memory).Of(file));
        Assert.False(File.Exists(memory));
        Write(file, [1]);
        File.WriteAllText(memory, "{ torn");
        Assert.Equal(Hash([1]), new RememberedHashes(memory).Of(file));
        Assert.Contains(Hash([1]), File.ReadAllText(memory), StringComparison.Ordinal);
        Assert.Equal(Hash([1]), new RememberedHashes(null).Of(file));
        Assert.Throws<FileNotFoundException>(() => new RememberedHashes(memory).Of(Path.Combine(_folder.Path, "none")));
    }

    [Fact]
    public void A_memory_that_cannot_be_written_ends_nothing()
    {
        var file = Path.Combine(_folder.Path, "model.safetensors");
        Write(file, [1]);
        Assert.Equal(Hash([1]), new RememberedHashes(Path.Combine(file, "hashes.json")).Of(file)); // its folder is a file
    }

    private static void Write(string file, byte[] bytes, DateTime? time = null)
    {
        File.WriteAllBytes(file, bytes);
        File.SetLastWriteTimeUtc(file, time ?? Old);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
