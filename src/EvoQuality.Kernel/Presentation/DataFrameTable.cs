using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <summary>
/// A DataFrame as a table: types under the names, a dash where a value is missing, numbers to the right. Pages after the first
/// are closed and open without a script.
/// </summary>
internal static class DataFrameTable
{
    private const int ShownRows = 20;
    private const int MostPages = 10;
    private const string Missing = "–";

    public static string Html(DataFrame frame)
    {
        var html = new StringBuilder();
        Page(html, frame, 0);
        var pages = (int)Math.Min(MostPages, (frame.Rows.Count + ShownRows - 1) / ShownRows);
        for (var page = 1; page < pages; page++)
        {
            var (first, last) = ((page * ShownRows) + 1, Math.Min(frame.Rows.Count, (page + 1) * ShownRows));
            html.Append($"\n<details><summary>rows {first} to {last} of {frame.Rows.Count}</summary>");
            Page(html, frame, page);
            html.Append("</details>");
        }
        if (frame.Rows.Count > MostPages * ShownRows) html.Append($"\n<p><small>{frame.Rows.Count - (MostPages * ShownRows)} more</small></p>");
        return html.ToString();
    }

    public static string Text(DataFrame frame)
    {
        var rows = Rows(frame, 0).Prepend([.. frame.Columns.Select(c => c.Name)]).ToArray();
        var widths = frame.Columns.Select((_, i) => rows.Max(r => r[i].Length)).ToArray();
        var lines = rows.Select(r => string.Join("  ", frame.Columns.Select((c, i) =>
            IsNumber(c) ? r[i].PadLeft(widths[i]) : r[i].PadRight(widths[i]))).TrimEnd());
        return string.Join("\n", More(frame) is { } more ? lines.Append(more) : lines);
    }

    private static void Page(StringBuilder html, DataFrame frame, int page)
    {
        html.Append("<table class=\"dataframe\"><thead><tr>");
        foreach (var column in frame.Columns)
            html.Append($"<th{Align(column)}>{Encode(column.Name)}<br><small style=\"font-weight:400\">{TypeOf(column)}</small></th>");
        html.Append("</tr></thead><tbody>\n");
        foreach (var row in Rows(frame, page))
            html.Append($"<tr>{string.Concat(frame.Columns.Zip(row, (column, text) => $"<td{Align(column)}>{Encode(text)}</td>"))}</tr>\n");
        html.Append("</tbody></table>");
    }

    private static IEnumerable<string[]> Rows(DataFrame frame, int page)
    {
        var formats = frame.Columns.Select(FormatOf).ToArray();
        var first = page * ShownRows;
        return Enumerable.Range(first, (int)Math.Min(frame.Rows.Count - first, ShownRows))
            .Select(row => frame.Columns.Select((column, i) => Text(column[row], formats[i])).ToArray());
    }

    private static string? More(DataFrame frame) =>
        frame.Rows.Count > ShownRows ? $"{frame.Rows.Count - ShownRows} more" : null;

    private static string TypeOf(DataFrameColumn column) => column.DataType switch
    {
        var t when t == typeof(double) => "number",
        var t when t == typeof(int) || t == typeof(long) => "whole number",
        var t when t == typeof(string) => "text",
        var t => t.Name,
    };

    private static bool IsNumber(DataFrameColumn column) => column.DataType.IsPrimitive && column.DataType != typeof(bool);

    private static string Align(DataFrameColumn column) => IsNumber(column) ? " style=\"text-align:right\"" : "";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Text(object? value, string format) => value switch
    {
        null or double.NaN => Missing,
        double d => d.ToString(format, CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    /// <summary>One format for a column, so that its points stand below each other: three decimals unless it is all small or large.</summary>
    private static string FormatOf(DataFrameColumn column)
    {
        var largest = column is DoubleDataFrameColumn numbers ? numbers.Select(v => Math.Abs(v ?? 0)).DefaultIfEmpty().Max() : 0;
        return largest is > 0 and < 0.01 or >= 1e6 ? "G3" : "0.000";
    }
}
