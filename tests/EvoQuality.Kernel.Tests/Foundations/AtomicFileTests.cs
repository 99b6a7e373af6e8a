using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("evo-atomic-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        var path = Path.Combine(_folder, "state.bin");
        AtomicFile.WriteAllText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException("midway");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_move_that_fails_leaves_no_temporary_file()
    {
        var occupied = Path.Combine(_folder, "occupied"); // a folder stands where the file should go
        Directory.CreateDirectory(occupied);
        Assert.ThrowsAny<SystemException>(() => AtomicFile.WriteAllText(occupied, "new"));
        Assert.ThrowsAny<SystemException>(() => AtomicFile.Write(occupied, stream => stream.WriteByte(1)));
        Assert.Equal([occupied], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void What_a_killed_process_left_is_cleared_and_what_a_living_one_writes_is_not()
    {
        var dead = Path.Combine(_folder, "deep", $".state.json.{int.MaxValue}.0123456789abcdef.part");
        var alive = Path.Combine(_folder, $".state.json.{Environment.ProcessId}.0123456789abcdef.part");
        Directory.CreateDirectory(Path.GetDirectoryName(dead)!);
        foreach (var file in new[] { dead, alive, Path.Combine(_folder, "state.json") }) File.WriteAllText(file, "half");
        AtomicFile.ClearRemains(_folder);
        Assert.Equal([alive, Path.Combine(_folder, "state.json")], Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Folders_are_made_and_existing_files_replaced()
    {
        var path = Path.Combine(_folder, "a", "b", "text");
        AtomicFile.WriteAllText(path, "erster");
        AtomicFile.WriteAllText(path, "größer");
        AtomicFile.WriteAllBytes(Path.Combine(_folder, "a", "bytes"), [1, 2]);
        Assert.Equal("größer", File.ReadAllText(path));
        Assert.Equal([1, 2], File.ReadAllBytes(Path.Combine(_folder, "a", "bytes")));
    }
}
