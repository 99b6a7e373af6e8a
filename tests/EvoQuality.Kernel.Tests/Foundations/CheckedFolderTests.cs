using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

public sealed class CheckedFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "state");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_there_when_it_is_whole()
    {
        Assert.False(CheckedFolder.Exists(Path));
        CheckedFolder.Write(Path, inside =>
        {
            File.WriteAllText(System.IO.Path.Combine(inside, "a"), "1");
            Assert.False(Directory.Exists(Path));
        });
        Assert.True(CheckedFolder.Exists(Path));
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_fill_that_fails_leaves_nothing()
    {
        Assert.Throws<IOException>(() => CheckedFolder.Write(Path, inside =>
        {
            File.WriteAllText(System.IO.Path.Combine(inside, "a"), "1");
            throw new IOException("disk full");
        }));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void What_a_killed_process_left_is_cleared()
    {
        var remains = Directory.CreateDirectory($"{Path}.77.0.part").FullName;
        File.WriteAllText(System.IO.Path.Combine(remains, "a"), "half");
        Assert.False(CheckedFolder.Exists(Path));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("changed", "a: the file was changed or damaged after the run wrote it (its hash differs).")]
    [InlineData("missing", "a: the file is missing, though the run wrote it.")]
    [InlineData("list", "sha256.json: expected the list of the folder's hashes, but there is none.")]
    public void A_damaged_file_is_named(string fault, string message)
    {
        CheckedFolder.Write(Path, inside => File.WriteAllText(System.IO.Path.Combine(inside, "a"), "1"));
        var file = System.IO.Path.Combine(Path, "a");
        if (fault == "changed") File.WriteAllText(file, "2");
        else if (fault == "missing") File.Delete(file);
        else File.Delete(System.IO.Path.Combine(Path, "sha256.json"));
        var error = Assert.Throws<InvalidDataException>(() => CheckedFolder.Exists(Path));
        Assert.Equal(System.IO.Path.Combine(Path, message), error.Message);
    }
}
