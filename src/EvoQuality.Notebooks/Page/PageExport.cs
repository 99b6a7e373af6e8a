using System.Net;
using System.Text;

namespace EvoQuality.Notebooks;

/// <summary>
/// A notebook as one HTML file that loads nothing: plotly.js is embedded once if there is a chart, formulas
/// are MathML, and a content policy forbids the browser any request.
/// </summary>
public static class PageExport
{
    // Plotly makes functions at run time and pictures from blobs; nothing may come from outside.
    private const string Policy =
        "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; " +
        "img-src data: blob:; font-src data:";

    /// <summary>Writes the page; the file is whole or untouched.</summary>
    /// <param name="notebook">Notebook with its outputs.</param>
    /// <param name="notebookPath">Where the notebook lies: pictures in its text are found from there.</param>
    /// <param name="pagePath">The HTML file to write.</param>
    public static void Save(NotebookDocument notebook, string notebookPath, string pagePath) =>
        WholeFile.Write(pagePath, Html(notebook, notebookPath));

    /// <summary>The page as text.</summary>
    public static string Html(NotebookDocument notebook, string notebookPath)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        ArgumentNullException.ThrowIfNull(notebookPath);
        var body = new StringBuilder();
        var folder = Path.GetDirectoryName(Path.GetFullPath(notebookPath))!;
        var outputs = new PageOutputs(folder);
        foreach (var cell in notebook.Cells)
        {
            if (cell.IsMarkdown)
                body.Append($"<section class=\"text\">\n{MarkdownText.Html(cell.Source, folder)}</section>\n");
            else if (cell.IsCode && cell.FirstLine.Length > 0)
                AppendCode(body, cell, outputs);
        }
        return Document(notebook.Title ?? Path.GetFileNameWithoutExtension(notebookPath), body, outputs.HasCharts);
    }

    /// <summary>A page of texts and values without cells.</summary>
    /// <param name="title">Title of the window.</param>
    /// <param name="parts">Markdown and values in their order: a text is Markdown, anything else is shown as a cell would show it.</param>
    public static string Html(string title, IEnumerable<object> parts)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(parts);
        var body = new StringBuilder();
        var outputs = new PageOutputs("");
        foreach (var part in parts)
        {
            body.Append(part is string text
                ? $"<section class=\"text\">\n{MarkdownText.Html(text, "")}</section>\n"
                : outputs.Html(CellOutput.Result(new ValueFormatter().Format(part), 1)));
        }

        return Document(title, body, outputs.HasCharts);
    }

    private static string Document(string title, StringBuilder body, bool hasCharts) =>
        $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <style>{PageStyle.Css}</style>
            {(hasCharts ? $"<script>{PlotlyScript.Source}</script>\n<script>{PageStyle.ChartScript}</script>" : "")}
            </head>
            <body>
            <main>
            {body}</main>
            </body>
            </html>

            """;

    private static void AppendCode(StringBuilder body, Cell cell, PageOutputs outputs)
    {
        var isParameters = cell.Tags.Contains(ParameterCell.Tag);
        body.Append(isParameters
            ? "<section class=\"code parameters\">\n<p class=\"label\">Parameters</p>\n"
            : "<section class=\"code\">\n");
        var code = CodeColours.Html(cell.Source);
        body.Append($"<pre class=\"source\" data-count=\"{cell.ExecutionCount}\"><code>{code}</code></pre>\n");
        foreach (var output in cell.Outputs) body.Append(outputs.Html(output));
        body.Append("</section>\n");
    }
}
