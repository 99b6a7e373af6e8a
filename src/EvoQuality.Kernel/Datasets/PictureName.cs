namespace EvoQuality.Datasets;

/// <summary>Names of pictures in label files: relative paths below one folder, never beyond it.</summary>
internal static class PictureName
{
    /// <summary>The name with '/' between folders; null when it leads out of the folder (absolute, a drive, or '..').</summary>
    public static string? Normalise(string written)
    {
        var name = written.Replace('\\', '/');
        while (name.StartsWith("./", StringComparison.Ordinal)) name = name[2..];
        var outside = name.StartsWith('/') || (name.Length > 1 && name[1] == ':') || name.Split('/').Contains("..") || name.Contains('\0');
        return outside ? null : name;
    }
}
