using System.Text.Json;

namespace EvoQuality.Notebooks;

/// <summary>The folder a site is written to. A list in it says which files are the site's, so that a new export takes away nothing else.</summary>
public static class SiteFolder
{
    private const string List = "site.json";

    /// <summary>Makes sure that a site can be written there.</summary>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="force">True also takes a folder that holds something.</param>
    /// <exception cref="ArgumentException">The folder holds something, or cannot be written to.</exception>
    public static void Prepare(string folder, bool force)
    {
        if (File.Exists(folder)) throw new ArgumentException($"{folder}: expected a folder for the site, found a file.");
        if (!force && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new ArgumentException(
                $"{folder}: the folder is not empty; with --force a site in it is replaced (other files stay), or choose another folder.");
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
            string[] names = JsonSerializer.Deserialize<string[]>(File.ReadAllText(list)) ?? [];
            // Names only: the list shall not reach beyond its folder.
            return names.All(n => n.Length > 0 && n == Path.GetFileName(n)) ? names : throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{list}: expected the list of the site's files; delete the folder and export again.", e);
        }
    }
}
