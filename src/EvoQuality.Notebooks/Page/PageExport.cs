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
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <title>{WebUtility.HtmlEncode(notebook.Title ?? Path.GetFileNameWithoutExtension(notebookPath))}</title>
            <style>{PageStyle.Css}</style>
            {(outputs.HasCharts ? $"<script>{PlotlyScript.Source}</script>\n<script>{PageStyle.ChartScript}</script>" : "")}
            </head>
            <body>
            <main>
            {body}</main>
            </body>
            </html>

            """;
    }

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
