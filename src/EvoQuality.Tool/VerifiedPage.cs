using System.Text.Json.Nodes;
using EvoQuality.Evolution;
using EvoQuality.Notebooks;
using EvoQuality.Presentation;

namespace EvoQuality.Tool;

/// <summary>Holds the outputs of a run's notebook, and its page, against what the run's journals give.</summary>
internal static class VerifiedPage
{
    private const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>Compares every sentence, table and chart of the notebook that the folder holds; nothing where it holds none.</summary>
    public static IEnumerable<VerifiedFigure> Check(string folder, RecordedRun run)
    {
        if (Directory.EnumerateFiles(folder, "*.ipynb").Order(StringComparer.Ordinal).FirstOrDefault() is not { } file) yield break;
        Formatters.Register();
        CellOutput[] outputs = [.. NotebookDocument.Load(file).Cells.SelectMany(c => c.Outputs)];
        var page = Path.ChangeExtension(file, ".html");
        var text = File.Exists(page) ? System.Net.WebUtility.HtmlDecode(File.ReadAllText(page)) : "";
        foreach (var (name, shown) in RunPage.Of(run))
        {
            var forms = CellValue.Format(shown);
            var type = forms.ContainsKey(Plotly) ? Plotly : forms.ContainsKey("text/html") ? "text/html" : "text/plain";
            yield return outputs.Any(o => o.Data(type) is { } given && Same(given, forms[type], type))
                ? new VerifiedFigure($"{Path.GetFileName(file)} {name}", true)
                : new VerifiedFigure($"{Path.GetFileName(file)} {name}", false, "no output of the notebook shows what the stored votes and scores give");
            if (shown is string sentence)
            {
                var there = sentence.Split('\n').All(line => text.Contains(line, StringComparison.Ordinal));
                yield return new VerifiedFigure($"{Path.GetFileName(page)} {name}", there, there ? "" : "the page does not say it");
            }
        }
    }

    private static bool Same(string given, string expected, string type) => type == Plotly
        ? JsonNode.DeepEquals(JsonNode.Parse(given), JsonNode.Parse(expected)) // the same values, however they are spelled
        : Normal(given) == Normal(expected);

    private static string Normal(string content) => content.ReplaceLineEndings("\n").TrimEnd('\n');
}
