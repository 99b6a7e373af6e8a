using System.Text;

namespace EvoQuality.Notebooks;

/// <summary>
/// A notebook as one HTML file that loads nothing: plotly.js is embedded once if there is a chart, formulas
/// are MathML, and a content policy forbids the browser any request.
/// </summary>
public static class PageExport
{
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
        var body = NotebookBody.Of(notebook, Path.GetDirectoryName(Path.GetFullPath(notebookPath))!);
        return PageFrame.Alone.Html(notebook.Title ?? Path.GetFileNameWithoutExtension(notebookPath), "", body.Html, body.HasCharts);
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

        return PageFrame.Alone.Html(title, "", body.ToString(), outputs.HasCharts);
    }
}
