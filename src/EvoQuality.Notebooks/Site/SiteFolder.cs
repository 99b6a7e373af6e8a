using System.Text.Json;

namespace EvoQuality.Notebooks;

/// <summary>The folder a site is written to. A list in it says which files are the site's, so that a new export takes away nothing else.</summary>
public static class SiteFolder
{
    private const string List = "site.json";

    /// <summary>Makes sure that a site can be written there.</summary>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="names">The files that will be written.</param>
    /// <param name="force">True also takes a folder that holds something, as long as none of these files is another's.</param>
    /// <exception cref="ArgumentException">The folder holds something, or cannot be written to.</exception>
    /// <exception cref="InvalidDataException">Its list of files is damaged, or another program's.</exception>
    public static void Prepare(string folder, IEnumerable<string> names, bool force)
    {
        if (File.Exists(folder)) throw new ArgumentException($"{folder}: expected a folder for the site, found a file.");
        if (!force && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new ArgumentException(
                $"{folder}: the folder is not empty; with --force a site in it is replaced (other files stay), or choose another folder.");
        }
        if (names.Except(Earlier(Path.Combine(folder, List))).FirstOrDefault(name => Path.Exists(Path.Combine(folder, name))) is { } foreign)
        {
            throw new ArgumentException(
                $"{Path.Combine(folder, foreign)}: expected a file of an earlier site, but it is not on the list {List}; move it away, or choose another folder.");
        }
        RunFolder.Prepare(folder, "site");
    }

    /// <summary>Writes the files and removes those of an earlier export.</summary>
    /// <exception cref="InvalidDataException">The list of an earlier export is damaged.</exception>
    public static void Write(string folder, IReadOnlyList<SiteFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var list = Path.Combine(folder, List);
        foreach (var name in Earlier(list).Except(files.Select(f => f.Name))) File.Delete(Path.Combine(folder, name));
        WholeFile.Write(list, JsonSerializer.Serialize(files.Select(f => f.Name).Order(StringComparer.Ordinal)) + "\n");
        foreach (var file in files) WholeFile.Write(Path.Combine(folder, file.Name), file.Text);
    }

    private static string[] Earlier(string list)
    {
        if (!File.Exists(list)) return [];
        try
        {
            // Names only: the list shall not reach beyond its folder.
            return JsonSerializer.Deserialize<string[]>(File.ReadAllText(list)) is { } names && names.All(n => n is { Length: > 0 } && n == Path.GetFileName(n))
                ? names
                : throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{list}: expected the list of an earlier site's files; it is damaged or another program's. Choose another folder.", e);
        }
    }
}
