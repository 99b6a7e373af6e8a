namespace EvoQuality.Foundations;

/// <summary>
/// Files that are either whole or not there: written under a temporary name, brought to the disk, then moved into place.
/// </summary>
public static class AtomicFile
{
    private const string Part = ".part";

    /// <summary>Writes the bytes, creating the folder if needed; on an exception no file is left behind.</summary>
    public static void WriteAllBytes(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <summary>Writes UTF-8 text, creating the folder if needed.</summary>
    public static void WriteAllText(string path, string text) =>
        WriteAllBytes(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Lets <paramref name="write"/> fill a stream; on an exception no file is left behind.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var temporary = Prepare(path);
        try
        {
            using (var stream = File.Create(temporary))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Deletes what processes that were killed in the middle of a write have left in a folder and below it.</summary>
    public static void ClearRemains(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, $".*{Part}", SearchOption.AllDirectories))
        {
            var parts = Path.GetFileName(file).Split('.'); // .name.process.guid.part, where the name may hold points
            if (parts.Length >= 5 && int.TryParse(parts[^3], out var process) && !Directory.Exists($"/proc/{process}")) File.Delete(file);
        }
    }

    private static string Prepare(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.{Guid.NewGuid():N}{Part}");
    }
}
