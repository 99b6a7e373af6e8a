using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plotly.NET;

namespace EvoQuality.Notebooks;

/// <summary>
/// Charts of Plotly.NET and XPlot without any script reference. In a page plotly.js is embedded once; Jupyter
/// draws the <c>application/vnd.plotly.v1+json</c> form. Names count up, so that a re-run notebook does not
/// differ.
/// </summary>
internal sealed partial class ChartFormatter
{
    public const string MimeType = "application/vnd.plotly.v1+json";

    private int _count;

    /// <summary>Contents by mime type; null if the value is no chart.</summary>
    public Dictionary<string, string>? TryFormat(object value) => value switch
    {
        GenericChart chart => FromFigure(GenericChart.toFigureJson(chart)),
        _ when value.GetType().FullName == "XPlot.Plotly.PlotlyChart" => FromXPlot((string)((dynamic)value).GetInlineHtml()),
        _ => null,
    };

    /// <summary>
    /// A division that draws the figure where plotly.js is on the page, and stays empty where it is not.
    /// </summary>
    public static string Division(string figureJson, string id) =>
        $"""
        <div id="{id}" class="plotly-chart"></div>
        <script>
        if (window.Plotly) (figure => Plotly.newPlot("{id}", figure.data, figure.layout, figure.config))(
        {InScript(figureJson)});
        </script>
        """;

    private Dictionary<string, string> FromFigure(string json)
    {
        var layout = JsonNode.Parse(json)!["layout"]?["title"];
        var title = (layout as JsonObject)?["text"]?.ToString() ?? (layout as JsonValue)?.ToString();
        return new()
        {
            [MimeType] = json,
            ["text/html"] = Division(json, NextName()),
            ["text/plain"] = title is null ? "Plotly chart" : $"Plotly chart: {title}",
        };
    }

    private Dictionary<string, string> FromXPlot(string html)
    {
        var name = DivisionName().Match(html).Groups[1].Value;
        return new()
        {
            ["text/html"] = name.Length == 0 ? html : html.Replace(name, NextName(), StringComparison.Ordinal),
            ["text/plain"] = "XPlot chart",
        };
    }

    private string NextName() => $"chart-{Interlocked.Increment(ref _count)}";

    // JSON inside <script> must not close it.
    private static string InScript(string json) => json.Replace("</", "<\\/", StringComparison.Ordinal);

    [GeneratedRegex("<div id=\"([0-9a-f-]{36})\"")]
    private static partial Regex DivisionName();
}
