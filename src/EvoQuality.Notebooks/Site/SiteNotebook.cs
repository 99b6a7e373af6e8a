namespace EvoQuality.Notebooks;

/// <summary>A notebook of the series.</summary>
/// <param name="Path">Where it lies: its links and pictures are found from there.</param>
/// <param name="Document">The notebook with its outputs, the committed ones or those of a fresh run.</param>
public sealed record SiteNotebook(string Path, NotebookDocument Document)
{
    /// <summary>The notebooks of a folder in the order of their names, so that 00 comes first and REF-… last.</summary>
    /// <exception cref="ArgumentException">There is no such folder, or no notebook in it.</exception>
    public static IReadOnlyList<SiteNotebook> Of(string folder)
    {
        if (!Directory.Exists(folder)) throw new ArgumentException($"{folder}: expected the folder of the notebooks, found no such folder.");
        string[] files = [.. Directory.EnumerateFiles(folder, "*.ipynb").Order(StringComparer.Ordinal)];
        if (files.Length == 0) throw new ArgumentException($"{folder}: expected notebooks (*.ipynb), found none.");
        return [.. files.Select(file => new SiteNotebook(file, NotebookDocument.Load(file)))];
    }
}
