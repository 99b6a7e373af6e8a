using System.Globalization;

namespace EvoQuality.Foundations;

/// <summary>
/// Values as cells of CSV (RFC 4180). Text that a spreadsheet would take for a formula (it starts with =, +, -, @, a tab or
/// a line end) gets a leading apostrophe, so that an image's name cannot run anything. Numbers are written as they are.
/// </summary>
public static class CsvText
{
    /// <summary>One row, with its line end.</summary>
    public static string Row(IEnumerable<object?> values) => string.Join(',', values.Select(Cell)) + "\n";

    /// <summary>One cell; null is empty.</summary>
    public static string Cell(object? value) => value switch
    {
        null => "",
        string text => Quoted(Harmless(text)),
        bool or char => Quoted(Harmless(value.ToString()!)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted(Harmless(value.ToString() ?? "")),
    };

    private static string Harmless(string text) => text.Length > 0 && "=+-@\t\r\n".Contains(text[0]) ? "'" + text : text;

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
