namespace EvoQuality.Notebooks;

/// <summary>A page of the site and what it is made of.</summary>
/// <param name="Source">The notebook or note, a full path.</param>
/// <param name="File">The page's name in the site's folder.</param>
/// <param name="Title">Its first heading.</param>
/// <param name="Markdown">Its text: of a note all of it, of a notebook its text cells.</param>
/// <param name="Document">The notebook; null for a note.</param>
internal sealed record SitePage(string Source, string File, string Title, string Markdown, NotebookDocument? Document)
{
    /// <summary>How links name it: in a file's name %, # and ? are letters like others.</summary>
    public string Url => Uri.EscapeDataString(File);

    /// <summary>The paragraph after the first heading; empty if there is none.</summary>
    public string Summary => string.Join('\n', Markdown.ReplaceLineEndings("\n").Split('\n')
        .SkipWhile(line => !line.StartsWith('#')).Skip(1)
        .SkipWhile(string.IsNullOrWhiteSpace).TakeWhile(line => line.Trim() is [not '#' and not '-' and not '|' and not '`', ..]));

    /// <summary>A notebook's page.</summary>
    public static SitePage Of(SiteNotebook notebook, string folder)
    {
        var text = string.Join("\n\n", notebook.Document.Cells.Where(c => c.IsMarkdown).Select(c => c.Source));
        return new(
            Path.GetFullPath(notebook.Path), NameOf(notebook.Path, folder),
            notebook.Document.Title ?? Path.GetFileNameWithoutExtension(notebook.Path), text, notebook.Document);
    }

    /// <summary>A note's page.</summary>
    public static SitePage OfNote(string path, string folder)
    {
        var text = System.IO.File.ReadAllText(path);
        var heading = text.ReplaceLineEndings("\n").Split('\n').FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal));
        return new(Path.GetFullPath(path), NameOf(path, folder), heading?[2..].Trim() ?? Path.GetFileNameWithoutExtension(path), text, null);
    }

    // notes/notation.md: notes-notation.html; results/README.md: results.html.
    private static string NameOf(string path, string folder)
    {
        var relative = Path.ChangeExtension(Path.GetRelativePath(folder, path), null).Replace('\\', '/');
        if (relative.EndsWith("/README", StringComparison.Ordinal)) relative = relative[..^"/README".Length];
        return relative.Replace('/', '-') + ".html";
    }
}
