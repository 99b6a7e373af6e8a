using System.Net;
using System.Text;

namespace EvoQuality.Notebooks;

/// <summary>
/// A plain HTML table for a <c>Microsoft.Data.Analysis.DataFrame</c> nobody registered a formatter for;
/// upstream would show a tree of its properties. Bound by name, because this library does not need the
/// package otherwise.
/// </summary>
internal static class DataFrameTable
{
    private const int ShownRows = 25;

    public static string Html(dynamic frame)
    {
        var rows = (long)frame.Rows.Count;
        var shown = Math.Min(rows, ShownRows);
        var html = new StringBuilder("<table class=\"dataframe\">\n<thead><tr>");
        foreach (var column in frame.Columns) html.Append("<th>").Append(Encode((object)column.Name)).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        for (var row = 0L; row < shown; row++)
        {
            html.Append("<tr>");
            foreach (var column in frame.Columns) html.Append("<td>").Append(Encode((object?)column[row])).Append("</td>");
            html.Append("</tr>\n");
        }
        html.Append("</tbody>\n</table>");
        if (rows > shown) html.Append($"\n<p>{shown} of {rows} rows</p>");
        return html.ToString();
    }

    private static string Encode(object? value) => WebUtility.HtmlEncode(value switch
    {
        float or double => string.Format("{0:G6}", value),
        _ => value?.ToString() ?? "",
    });
}
