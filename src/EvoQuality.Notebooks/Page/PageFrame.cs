using System.Net;

namespace EvoQuality.Notebooks;

/// <summary>What every page has around its content: head, style, and a content policy that forbids the browser any request.</summary>
/// <param name="ScriptSources">Where scripts may come from; a page alone has only its own.</param>
/// <param name="Plotly">The elements that bring plotly.js.</param>
/// <param name="Style">Style sheet beside that of all pages.</param>
internal sealed record PageFrame(string ScriptSources, string Plotly, string Style)
{
    /// <summary>A page that is one file: plotly.js is in it.</summary>
    public static PageFrame Alone { get; } = new("", $"<script>{PlotlyScript.Source}</script>", "");

    /// <summary>The page as text.</summary>
    /// <param name="title">Title, plain text.</param>
    /// <param name="before">HTML before the main part.</param>
    /// <param name="main">HTML of the main part.</param>
    /// <param name="hasCharts">True brings plotly.js.</param>
    /// <param name="after">HTML after the main part.</param>
    public string Html(string title, string before, string main, bool hasCharts, string after = "") =>
        // Plotly makes functions at run time and pictures from blobs; nothing may come from outside.
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {ScriptSources}'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:">
        <title>{WebUtility.HtmlEncode(title)}</title>
        <style>{PageStyle.Css}{Style}</style>
        {(hasCharts ? $"{Plotly}\n<script>{PageStyle.ChartScript}</script>" : "")}
        </head>
        <body>
        {before}<main>
        {main}</main>
        {after}</body>
        </html>

        """;
}
