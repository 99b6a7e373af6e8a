using System.Text;

namespace EvoQuality.Notebooks;

/// <summary>The cells of a notebook as HTML, without the page around them.</summary>
/// <param name="Html">Text, code and outputs, in order.</param>
/// <param name="HasCharts">True if an output needs plotly.js.</param>
internal sealed record NotebookBody(string Html, bool HasCharts)
{
    /// <param name="notebook">Notebook with its outputs.</param>
    /// <param name="folder">Where it lies: pictures in its text are found from there.</param>
    /// <param name="link">Where a link of its text leads on this page; null leaves links as they are.</param>
    public static NotebookBody Of(NotebookDocument notebook, string folder, PageLink? link = null)
    {
        var body = new StringBuilder();
        var outputs = new PageOutputs(folder, link);
        foreach (var cell in notebook.Cells)
        {
            if (cell.IsMarkdown)
                body.Append($"<section class=\"text\">\n{MarkdownText.Html(cell.Source, folder, link)}</section>\n");
            else if (cell.IsCode && cell.FirstLine.Length > 0)
                AppendCode(body, cell, outputs);
        }
        return new NotebookBody(body.ToString(), outputs.HasCharts);
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
