using System.Net;

namespace EvoQuality.Notebooks;

/// <summary>How a reader gets from page to page.</summary>
internal static class SiteBar
{
    /// <summary>The bar at the top: contents, the vote.</summary>
    public static string Html(string file) => $"""
        <nav class="bar" aria-label="Site">
        <a href="{SiteMap.Start}"{Here(file, SiteMap.Start)}>Contents</a>
        <a href="{VotePage.File}"{Here(file, VotePage.File)}>You vote too</a>
        </nav>

        """;

    /// <summary>The bar at the bottom of a notebook: the one before, the contents, the next one.</summary>
    public static string Neighbours(SitePage page, IReadOnlyList<SitePage> series)
    {
        var place = series.ToList().IndexOf(page);
        var (previous, next) = (place > 0 ? series[place - 1] : null, place >= 0 && place + 1 < series.Count ? series[place + 1] : null);
        return $"""
            <nav class="neighbours" aria-label="Series">
            <span>{Link(previous, "prev", "← ", "")}</span>
            <span><a href="{SiteMap.Start}">Contents</a></span>
            <span>{Link(next, "next", "", " →")}</span>
            </nav>

            """;
    }

    private static string Here(string file, string page) => file == page ? " aria-current=\"page\"" : "";

    private static string Link(SitePage? page, string relation, string before, string after) =>
        page is null ? "" : $"<a rel=\"{relation}\" href=\"{page.Url}\">{before}{WebUtility.HtmlEncode(page.Title.Split(':')[0])}{after}</a>";
}
