namespace EvoQuality.Kernel.Tests;

/// <summary>The data sets that are not part of the project: EVO_DATA, else a folder shared/data beside or
/// above the checkout.</summary>
internal static class SharedData
{
    /// <summary>The path below the data folder; skips the test where there is none.</summary>
    public static string PathOrSkip(params string[] parts)
    {
        var root = Environment.GetEnvironmentVariable("EVO_DATA") is { Length: > 0 } named ? named : Search();
        var path = root is null ? null : Path.Combine([root, .. parts]);
        if (!Path.Exists(path)) Assert.Skip($"needs {string.Join('/', parts)} in EVO_DATA");
        return path!;
    }

    private static string? Search()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (Path.Combine(at.FullName, "shared", "data") is var data && Directory.Exists(data)) return data;
        return null;
    }
}
