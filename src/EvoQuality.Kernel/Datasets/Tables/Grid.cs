using System.Globalization;

namespace EvoQuality.Datasets.Tables;

/// <summary>
/// A table as text, whatever file it came from. Every complaint about a cell names file, line and column.
/// </summary>
/// <param name="File">Where it came from.</param>
/// <param name="Header">Names of the columns; empty for files without a header.</param>
/// <param name="HeaderLine">Line of the header.</param>
/// <param name="Rows">The rows below, blank ones left out.</param>
internal sealed record Grid(string File, IReadOnlyList<string> Header, int HeaderLine, IReadOnlyList<GridRow> Rows)
{
    /// <summary>Index of the first column with one of these names, in any case; -1 without.</summary>
    public int Find(IReadOnlyList<string> names)
    {
        foreach (var name in names)
            for (var i = 0; i < Header.Count; i++)
                if (Header[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }

    /// <summary>The same; a file without such a column is refused.</summary>
    public int Expect(params IReadOnlyList<string> names) => Find(names) is var found and >= 0
        ? found
        : throw new InvalidDataException(
            $"{File}, line {HeaderLine}: expected a column '{names[0]}', found the columns '{string.Join(",", Header)}'.");

    /// <summary>A cell that must not be empty.</summary>
    public string Text(GridRow row, int column, string what) => column < row.Cells.Count && row.Cells[column].Length > 0
        ? row.Cells[column]
        : throw Fault(row, column, what, column < row.Cells.Count ? "an empty cell" : $"{row.Cells.Count} columns: '{string.Join(",", row.Cells)}'");

    /// <summary>A cell that must be a finite number.</summary>
    public double Number(GridRow row, int column, string what)
    {
        var text = Text(row, column, $"a number as {what}");
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Fault(row, column, $"a number as {what}", $"'{text}'");
    }

    /// <summary>What is wrong with a cell.</summary>
    public InvalidDataException Fault(GridRow row, int column, string expected, string found) =>
        new($"{File}, line {row.Line}, column {column + 1}: expected {expected}, found {found}.");
}
