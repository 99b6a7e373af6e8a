namespace EvoQuality.Datasets;

/// <summary>All files below a folder, found by name in any case. Nothing outside the folder can be named through it.</summary>
internal sealed class PictureIndex
{
    private readonly ILookup<string, string> _byName;

    /// <param name="folder">Looked through once, with all folders in it.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public PictureIndex(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder}: expected the folder of a data set, found no such folder.");
        Folder = folder;
        Paths = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        _byName = Paths.ToLookup(NameOf, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Relative paths of all files, parted by '/'.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>
    /// Relative path of the file with this name: first the one at that very path, then one whose path ends so, then the one below the
    /// first of the wanted folders, then the one in the right case; null without.
    /// </summary>
    /// <param name="name">File name, or a relative path whose folders are a wish only.</param>
    /// <param name="folders">Where it should be, best first.</param>
    public string? Find(string name, params IReadOnlyList<string> folders) => _byName[NameOf(name)]
        .OrderBy(p => p.Equals(name, StringComparison.OrdinalIgnoreCase) ? 0 : EndsWith(p, name, StringComparison.OrdinalIgnoreCase) ? 1 : 2)
        .ThenBy(p => Rank(p, folders))
        .ThenBy(p => EndsWith(p, name, StringComparison.Ordinal) ? 0 : 1)
        .FirstOrDefault();

    /// <summary>Full path of a relative one.</summary>
    public string FullPath(string relative) => Path.Combine(Folder, relative);

    /// <summary>Whether a relative path lies in a folder of this name (any case).</summary>
    public static bool IsIn(string path, string folder) => $"/{path}".Contains($"/{folder}/", StringComparison.OrdinalIgnoreCase);

    private static int Rank(string path, IReadOnlyList<string> folders)
    {
        for (var i = 0; i < folders.Count; i++)
            if (IsIn(path, folders[i])) return i;
        return folders.Count;
    }

    private static bool EndsWith(string path, string name, StringComparison comparison) => $"/{path}".EndsWith($"/{name}", comparison);

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
