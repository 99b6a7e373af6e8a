namespace EvoQuality.Notebooks;

/// <summary>Which pages there are, and which of them a link of a text leads to.</summary>
internal sealed class SiteMap
{
    /// <summary>The page all others are reached from.</summary>
    public const string Start = "index.html";

    // What a reader looks things up in; one that is not there has no page.
    private static readonly string[] Named = ["notes/notation.md", "notes/glossary.md", "notes/paper-map.md", "results/README.md"];

    private readonly Dictionary<string, SitePage> _bySource = new(StringComparer.Ordinal);
    private readonly List<(string Page, string Url)> _dropped = [];

    /// <param name="notebooks">The series, in order.</param>
    /// <param name="folder">Folder of the notebooks; notes are those below it that are named or linked to.</param>
    public SiteMap(IReadOnlyList<SiteNotebook> notebooks, string folder)
    {
        folder = Path.GetFullPath(folder);
        Notebooks = [.. notebooks.Select(n => SitePage.Of(n, folder))];
        foreach (var page in Notebooks) Add(page);
        Notes = [.. Named.Select(name => Path.Combine(folder, name)).Where(File.Exists).Select(path => SitePage.OfNote(path, folder))];
        foreach (var page in Notes) Add(page);

        var open = new Queue<SitePage>([.. Notebooks, .. Notes]);
        var linked = new List<SitePage>();
        while (open.TryDequeue(out var page))
        {
            foreach (var (path, _) in MarkdownText.Links(page.Markdown).Select(url => Target(page, url)))
            {
                var inside = path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
                if (!inside || !path.EndsWith(".md", StringComparison.Ordinal) || _bySource.ContainsKey(path) || !File.Exists(path)) continue;
                var note = SitePage.OfNote(path, folder);
                Add(note);
                linked.Add(note);
                open.Enqueue(note);
            }
        }
        Linked = [.. linked.OrderBy(p => p.File, StringComparer.Ordinal)];
    }

    /// <summary>The series, in order.</summary>
    public IReadOnlyList<SitePage> Notebooks { get; }

    /// <summary>Notation, glossary, paper map, results.</summary>
    public IReadOnlyList<SitePage> Notes { get; }

    /// <summary>Other notes that a page links to.</summary>
    public IReadOnlyList<SitePage> Linked { get; }

    /// <summary>All of them.</summary>
    public IEnumerable<SitePage> Pages => [.. Notebooks, .. Notes, .. Linked];

    /// <summary>Links that became plain text, because what they lead to is not on the site.</summary>
    public IReadOnlyList<(string Page, string Url)> Dropped => _dropped;

    /// <summary>Where the links of a page lead.</summary>
    public PageLink LinksOf(SitePage page) => url =>
    {
        if (url.StartsWith('#') || (Uri.TryCreate(url, UriKind.Absolute, out var there) && !there.IsFile)) return url;
        var (path, fragment) = Target(page, url);
        if (_bySource.TryGetValue(path, out var target)) return target.Url + fragment;
        _dropped.Add((page.File, url));
        return null;
    };

    // Headings are named in lower case on pages.
    private static (string Path, string Fragment) Target(SitePage page, string url)
    {
        var cut = url.IndexOf('#', StringComparison.Ordinal);
        var (path, fragment) = cut < 0 ? (url, "") : (url[..cut], url[cut..].ToLowerInvariant());
        return (Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page.Source)!, Uri.UnescapeDataString(path))), fragment);
    }

    private void Add(SitePage page)
    {
        if (page.File is Start or VotePage.File || _bySource.Values.FirstOrDefault(p => p.File == page.File) is not null)
            throw new ArgumentException($"{page.Source}: the site has a page {page.File} already; give the file another name.");
        _bySource.Add(page.Source, page);
    }
}
