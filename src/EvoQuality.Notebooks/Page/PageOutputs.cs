using System.Net;

namespace EvoQuality.Notebooks;

/// <summary>Outputs of cells as HTML, each in its richest form.</summary>
/// <param name="folder">Folder of the notebook, for pictures in text.</param>
/// <param name="link">Where links of Markdown lead on this page; null leaves them as they are.</param>
internal sealed class PageOutputs(string folder, PageLink? link = null)
{
    private static readonly string[] Pictures = ["image/png", "image/jpeg", "image/webp", "image/gif"];
    private int _charts;

    /// <summary>True once an output needed plotly.js.</summary>
    public bool HasCharts { get; private set; }

    public string Html(CellOutput output) => output.Kind switch
    {
        "stream" => $"<pre class=\"stream\">{WebUtility.HtmlEncode(output.Text)}</pre>\n",
        "error" => $"<pre class=\"error\">{WebUtility.HtmlEncode(ErrorBlock(output))}</pre>\n",
        _ => Data(output),
    };

    private string Data(CellOutput output)
    {
        if (output.Data(ChartFormatter.MimeType) is { } figure)
        {
            HasCharts = true;
            return $"<div class=\"output chart\">{ChartFormatter.Division(figure, $"figure-{++_charts}", output.Data(ChartFormatter.PictureType))}</div>\n";
        }
        if (output.Data("text/html") is { } html)
        {
            HasCharts |= html.Contains("Plotly.newPlot", StringComparison.Ordinal);
            return $"<div class=\"output html\">{html}</div>\n";
        }
        if (output.Data("text/markdown") is { } markdown) return $"<div class=\"output text\">{MarkdownText.Html(markdown, folder, link)}</div>\n";
        if (output.Data("text/latex") is { } latex) return $"<div class=\"output\">{TexMath.Html(latex.Trim('$'), display: true)}</div>\n";
        if (output.Data("image/svg+xml") is { } svg) return $"<div class=\"output\">{svg}</div>\n";
        foreach (var type in Pictures)
        {
            if (output.Data(type) is { } base64)
                return $"<div class=\"output\"><img alt=\"{WebUtility.HtmlEncode(output.Data("text/plain"))}\" src=\"data:{type};base64,{base64.Trim()}\"></div>\n";
        }
        return output.Data("text/plain") is { } text ? $"<pre class=\"result\">{WebUtility.HtmlEncode(text)}</pre>\n" : "";
    }

    // The first line of a trace repeats the message.
    private static string ErrorBlock(CellOutput output) =>
        string.Join('\n', ((System.Text.Json.Nodes.JsonArray?)output.Json["traceback"] ?? []).Skip(1).Select(l => l!.ToString()).Prepend(output.Text));
}
