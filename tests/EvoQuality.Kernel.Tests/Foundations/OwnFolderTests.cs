using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

public sealed class OwnFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("evo-own-");

    [Fact]
    public async Task Whoever_asks_for_a_folder_of_the_same_name_gets_one_of_their_own()
    {
        var path = Path.Combine(_folder.FullName, "runs", "07-evolution");
        var made = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => OwnFolder.Create(path))));
        string[] expected = [path, .. Enumerable.Range(2, 11).Select(n => $"{path}-{n}")];
        Assert.Equal(expected.Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
        Assert.Equal(expected.Order(StringComparer.Ordinal), Directory.EnumerateFileSystemEntries(Path.Combine(_folder.FullName, "runs")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");
        var refused = Assert.Throws<IOException>(() => OwnFolder.Create(Path.Combine(file, "run")));
        Assert.StartsWith($"{Path.Combine(file, "run")}: expected an output folder", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
