namespace EvoQuality.Notebooks;

/// <summary>Text files that are either whole or not there: written beside the target, then moved over it.</summary>
internal static class WholeFile
{
    public static void Write(string path, string text)
    {
        var full = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Environment.ProcessId}.part");
        File.WriteAllText(temporary, text);
        File.Move(temporary, full, overwrite: true);
    }
}
