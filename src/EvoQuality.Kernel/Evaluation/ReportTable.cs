using System.Text;
using EvoQuality.Foundations;

namespace EvoQuality.Evaluation;

/// <summary>A table of a report, ready to be printed.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Note">What a reader must know.</param>
/// <param name="Columns">Names.</param>
/// <param name="Rows">One cell per column.</param>
public sealed record ReportTable(string Title, string Note, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<ReportCell>> Rows)
{
    /// <summary>GitHub's Markdown, with title and note.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder($"**{Title}**\n\n");
        Line(Columns.Select(Markdown));
        Line(Columns.Select((_, i) => i == 0 ? ":---" : "---:"));
        foreach (var row in Rows) Line(row.Select(c => Markdown(c.Text)));
        return text.Append($"\n{Note}\n").ToString();

        void Line(IEnumerable<string> cells) => text.Append($"| {string.Join(" | ", cells)} |\n");
    }

    /// <summary>A <c>table</c> with booktabs' rules.</summary>
    public string ToLatex()
    {
        var text = new StringBuilder("\\begin{table}\n\\caption{").Append(Latex(Title)).Append(". ").Append(Latex(Note)).Append("}\n");
        text.Append($"\\begin{{tabular}}{{l{new string('r', Columns.Count - 1)}}}\n\\toprule\n");
        Line(Columns);
        text.Append("\\midrule\n");
        foreach (var row in Rows) Line(row.Select(c => c.Text));
        return text.Append("\\bottomrule\n\\end{tabular}\n\\end{table}\n").ToString();

        void Line(IEnumerable<string> cells) => text.Append(string.Join(" & ", cells.Select(Latex))).Append(" \\\\\n");
    }

    /// <summary>CSV; words that a spreadsheet would take for a formula are made harmless.</summary>
    public string ToCsv() => string.Concat(Rows.Select(Cells).Prepend([.. Columns]).Select(CsvText.Row));

    private static object?[] Cells(IReadOnlyList<ReportCell> row) => [.. row.Select(c => (object?)(c.IsNumber ? new Plain(c.Text) : c.Text))];

    private static string Markdown(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Latex(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            escaped.Append(c switch
            {
                '&' or '%' or '$' or '#' or '_' or '{' or '}' => $"\\{c}",
                '~' => "\\textasciitilde{}",
                '^' => "\\textasciicircum{}",
                '\\' => "\\textbackslash{}",
                '–' => "--",
                '\n' or '\r' => " ",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }

    /// <summary>Written as it is: a number of ours.</summary>
    private sealed record Plain(string Text) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) => Text;
    }
}
