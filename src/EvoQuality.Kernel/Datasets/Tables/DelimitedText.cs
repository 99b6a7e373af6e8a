using System.Text;

namespace EvoQuality.Datasets.Tables;

/// <summary>
/// Text with one row per line: CSV with quotes (RFC 4180), or columns parted by tabs or blanks. A byte-order mark, either
/// kind of line end and blanks around cells are taken off.
/// </summary>
internal static class DelimitedText
{
    /// <summary>Reads a file whose first row names the columns.</summary>
    public static Grid ReadCsv(string file) => ParseCsv(file, Whole(file));

    /// <summary>The same for text at hand; <paramref name="file"/> is what complaints call it.</summary>
    public static Grid ParseCsv(string file, string text)
    {
        var rows = Rows(file, text, ',');
        return rows.Count == 0
            ? throw new InvalidDataException($"{file}, line 1: expected a header, found an empty file.")
            : new Grid(file, rows[0].Cells, rows[0].Line, rows[1..]);
    }

    /// <summary>Reads a file without header; null parts columns at any run of blanks.</summary>
    public static Grid ReadPlain(string file, char? delimiter) => new(file, [], 1, Rows(file, Whole(file), delimiter));

    private static string Whole(string file) => File.Exists(file)
        ? File.ReadAllText(file) // takes the byte-order mark off
        : throw new FileNotFoundException($"{file}: expected a label file, found no such file.", file);

    private static List<GridRow> Rows(string file, string text, char? delimiter)
    {
        var (rows, cells, cell) = (new List<GridRow>(), new List<string>(), new StringBuilder());
        var (line, rowLine, quoted, wasQuoted, closed) = (1, 1, 0, false, 0); // what is between quotes ends at closed: its blanks stay
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (quoted > 0)
            {
                if (i == text.Length) throw new InvalidDataException($"{file}, line {quoted}: expected a closing quote, found the end of the file.");
                if (c == '\n') line++;
                if (c != '"') cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
                else (quoted, closed) = (0, cell.Length);
            }
            else if (c == '"' && delimiter == ',' && cell.ToString().Trim().Length == 0)
            {
                cell.Clear();
                (quoted, wasQuoted) = (line, true);
            }
            else if (c == '\n')
            {
                EndCell();
                if (cells.Exists(v => v.Length > 0)) rows.Add(new GridRow(rowLine, [.. cells]));
                cells.Clear();
                rowLine = ++line;
            }
            else if (c == delimiter)
            {
                EndCell();
            }
            else if (delimiter is null && char.IsWhiteSpace(c))
            {
                if (cell.Length > 0) EndCell();
            }
            else
            {
                cell.Append(c);
            }
        }

        return rows;

        void EndCell()
        {
            if (delimiter is not null || cell.Length > 0) cells.Add(wasQuoted ? cell.ToString(0, closed) + cell.ToString(closed, cell.Length - closed).TrimEnd() : cell.ToString().Trim());
            cell.Clear();
            wasQuoted = false;
        }
    }
}
