using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EvoQuality.Notebooks.Jupyter;
using Plotly.NET;

namespace EvoQuality.Notebooks;

/// <summary>
/// Charts of Plotly.NET and XPlot in three forms: the figure's JSON for front ends that draw it, markup that draws itself where
/// plotly.js can be had without a network and shows a still picture where it cannot, and the still picture alone.
/// Names count up, so that a re-run notebook does not differ.
/// </summary>
/// <param name="name">What the names begin with.</param>
internal sealed partial class ChartFormatter(string name)
{
    public const string MimeType = "application/vnd.plotly.v1+json";
    public const string PictureType = "image/svg+xml";

    // plotly.js is on the page, or comes once from the Jupyter server that serves the page: from the kernel's own folder.
    private const string Loader = """
        const draw = (id, figure) => {
          const show = () => { const e = document.getElementById(id); if (e) { e.innerHTML = ""; Plotly.newPlot(e, figure.data, figure.layout, figure.config); } };
          if (window.Plotly) return show();
          const lab = document.getElementById("jupyter-config-data");
          const base = document.body.dataset.baseUrl || (lab && JSON.parse(lab.textContent).baseUrl);
          if (!base) return;
          window.evoPlotly = window.evoPlotly || fetch(base + "kernelspecs/KERNEL/FILE").then(r => r.ok ? r.text() : Promise.reject(r.status))
            .then(code => new Function("define", "module", "exports", code)());
          window.evoPlotly.then(show).catch(() => {});
        };
        """;

    private static readonly string Draw = Loader.ReplaceLineEndings("\n")
        .Replace("KERNEL", KernelSpec.Name, StringComparison.Ordinal).Replace("FILE", KernelSpec.PlotlyFile, StringComparison.Ordinal);

    private int _count;

    /// <summary>Contents by mime type; null if the value is no chart.</summary>
    public Dictionary<string, string>? TryFormat(object value) => value switch
    {
        GenericChart chart => FromFigure(GenericChart.toFigureJson(chart), "Plotly chart"),
        _ when value.GetType().FullName == "XPlot.Plotly.PlotlyChart" => FromXPlot(value),
        _ => null,
    };

    /// <summary>A division that shows the still picture until plotly.js has drawn the figure in it.</summary>
    public static string Division(string figureJson, string id, string? picture) =>
        $$"""
        <div id="{{id}}" class="plotly-chart">{{Still(figureJson, picture)}}</div>
        <script>
        {
        {{Draw}}
        draw("{{id}}",
        {{InScript(figureJson)}});
        }
        </script>
        """;

    private Dictionary<string, string> FromFigure(string json, string kind)
    {
        var title = JsonNode.Parse(json).At("layout.title").Title();
        var picture = FigurePicture.Svg(json);
        return new()
        {
            [MimeType] = json,
            ["text/html"] = Division(json, $"{name}-{Interlocked.Increment(ref _count)}", picture),
            [PictureType] = picture,
            ["text/plain"] = title.Length == 0 ? kind : $"{kind}: {title}",
        };
    }

    // XPlot writes its figure into a script only; its size stands beside.
    private Dictionary<string, string> FromXPlot(dynamic chart)
    {
        var script = Script().Match((string)chart.GetInlineHtml());
        if (!script.Success) throw new NotSupportedException("This version of XPlot writes its charts in a way that is not known here.");
        var layout = JsonNode.Parse(script.Groups["layout"].Value)!.AsObject();
        layout.TryAdd("width", (int)chart.Width);
        layout.TryAdd("height", (int)chart.Height);
        var figure = new JsonObject { ["data"] = JsonNode.Parse(script.Groups["data"].Value), ["layout"] = layout };
        return FromFigure(figure.ToJsonString(), "XPlot chart");
    }

    private static string Still(string figureJson, string? svg) => svg is null ? "" :
        $"<img alt=\"{WebUtility.HtmlEncode(SvgText.Plain(JsonNode.Parse(figureJson).At("layout.title").Title()))}\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}\">";

    // JSON inside <script> must not close it.
    private static string InScript(string json) => json.Replace("</", "<\\/", StringComparison.Ordinal);

    [GeneratedRegex(@"var data = (?<data>\[.*\]);\s*var layout = (?<layout>\{.*\});\s*Plotly", RegexOptions.Singleline)]
    private static partial Regex Script();
}
