using System.Net;

namespace EvoQuality.Notebooks;

/// <summary>
/// A series of notebooks as a static site: a page per notebook and note, a start page, links between them, the page "You vote too",
/// plotly.js once. It works from a folder on disk and asks the network for nothing.
/// </summary>
public static class SiteExport
{
    private const string PlotlyFile = "plotly.js";

    // 'self' for a server that hands the site out, file: for a folder on disk.
    private static readonly PageFrame Frame = new("'self' file: ", $"<script src=\"{PlotlyFile}\"></script>", SiteStyle.Css);

    /// <summary>What the files will be called.</summary>
    /// <param name="notebooks">The series, in order.</param>
    /// <param name="folder">As in <see cref="Build"/>.</param>
    /// <exception cref="ArgumentException">Two files would have one name.</exception>
    public static IReadOnlyList<string> Names(IReadOnlyList<SiteNotebook> notebooks, string folder) =>
        [.. new SiteMap(notebooks, folder).Pages.Select(page => page.File), SiteMap.Start, VotePage.File, PlotlyFile];

    /// <summary>Makes all files; writes none.</summary>
    /// <param name="notebooks">The series, in order.</param>
    /// <param name="folder">Folder of the notebooks, with <c>notes</c> and <c>results</c> below it.</param>
    /// <param name="pairs">What the page "You vote too" shows.</param>
    /// <param name="progress">Told the name of every page that is done, its number, and how many there are.</param>
    /// <returns>The files, and the links (page, link) that became plain text because what they lead to is not on the site.</returns>
    /// <exception cref="ArgumentException">Two files would have one name.</exception>
    public static (IReadOnlyList<SiteFile> Files, IReadOnlyList<(string Page, string Url)> Dropped) Build(
        IReadOnlyList<SiteNotebook> notebooks, string folder, VotePairs pairs, Action<string, int, int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(notebooks);
        ArgumentNullException.ThrowIfNull(pairs);
        var map = new SiteMap(notebooks, folder);
        SitePage[] pages = [.. map.Pages];
        var files = new List<SiteFile>();
        foreach (var (index, page) in pages.Index())
        {
            files.Add(new SiteFile(page.File, PageOf(page, map)));
            progress?.Invoke(page.File, index + 1, pages.Length);
        }
        files.Add(new SiteFile(SiteMap.Start, StartPage(map)));
        files.Add(new SiteFile(VotePage.File, VotePage.Html(Frame, SiteBar.Html(VotePage.File), pairs)));
        files.Add(new SiteFile(PlotlyFile, PlotlyScript.Source));
        return (files, map.Dropped);
    }

    private static string PageOf(SitePage page, SiteMap map)
    {
        var folder = Path.GetDirectoryName(page.Source)!;
        var body = page.Document is { } notebook
            ? NotebookBody.Of(notebook, folder, map.LinksOf(page))
            : new NotebookBody($"<section class=\"text\">\n{MarkdownText.Html(page.Markdown, folder, map.LinksOf(page))}</section>\n", false);
        return Frame.Html(page.Title, SiteBar.Html(page.File), body.Html, body.HasCharts, SiteBar.Neighbours(page, map.Notebooks));
    }

    private static string StartPage(SiteMap map) => Frame.Html("EvoQuality: the notebooks", SiteBar.Html(SiteMap.Start), $"""
        <section class="text">
        <h1>EvoQuality: the notebooks</h1>
        <p>A vision-language model compares pictures in pairs, the majority of its own votes becomes a label, and from these labels it learns
        to score single pictures. These pages walk through the method with code, tables and charts, executed. They need no network and no server.</p>
        <p class="vote"><a href="{VotePage.File}">You vote too</a>: compare pictures yourself and see where you stand among the voters.</p>
        <h2>The series</h2>
        <dl>
        {string.Concat(map.Notebooks.Select(page => Entry(page, map)))}</dl>
        <h2>To look things up</h2>
        <ul>
        {string.Concat(map.Notes.Concat(map.Linked).Select(Line))}</ul>
        </section>

        """, hasCharts: false);

    private static string Entry(SitePage page, SiteMap map) =>
        $"<dt>{Anchor(page)}</dt>\n<dd>{MarkdownText.Html(page.Summary, Path.GetDirectoryName(page.Source)!, map.LinksOf(page))}</dd>\n";

    private static string Line(SitePage page) => $"<li>{Anchor(page)}</li>\n";

    private static string Anchor(SitePage page) => $"<a href=\"{page.Url}\">{WebUtility.HtmlEncode(page.Title)}</a>";
}
