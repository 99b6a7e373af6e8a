using System.Globalization;
using System.Text;
using System.Xml;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace EvoQuality.Datasets.Tables;

/// <summary>A sheet of an Excel workbook (.xlsx) as a table; its first row that is not blank names the columns.</summary>
internal static class XlsxSheet
{
    /// <summary>Reads a sheet.</summary>
    /// <param name="file">The workbook.</param>
    /// <param name="sheet">Name of the sheet; null takes the first.</param>
    /// <exception cref="InvalidDataException">The workbook is damaged, or has no such sheet or no header.</exception>
    public static Grid Read(string file, string? sheet = null)
    {
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: expected an Excel workbook, found no such file.", file);
        try
        {
            using var stream = File.OpenRead(file);
            using var reader = ExcelReaderFactory.CreateOpenXmlReader(stream, new ExcelReaderConfiguration { FallbackEncoding = Encoding.UTF8 });
            var sheets = new List<string>();
            do
            {
                sheets.Add(reader.Name);
                if (sheet is null || reader.Name.Equals(sheet, StringComparison.OrdinalIgnoreCase)) return Rows(file, reader);
            }
            while (reader.NextResult());

            throw new InvalidDataException($"{file}: expected a sheet '{sheet}', found {string.Join(", ", sheets)}.");
        }
        catch (Exception e) when (e is ExcelReaderException or XmlException or EndOfStreamException
            or InvalidDataException { Source: not null and not "EvoQuality.Kernel" })
        {
            throw new InvalidDataException($"{file}: expected an Excel workbook (.xlsx), found a damaged or truncated file ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private static Grid Rows(string file, IExcelDataReader reader)
    {
        var rows = new List<GridRow>();
        for (var line = 1; reader.Read(); line++)
        {
            string[] cells = [.. Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))];
            if (cells.Any(c => c.Length > 0)) rows.Add(new GridRow(line, cells));
        }

        return rows.Count == 0
            ? throw new InvalidDataException($"{file}, line 1: expected a header, found an empty sheet.")
            : new Grid(file, rows[0].Cells, rows[0].Line, rows[1..]);
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!.Trim(),
    };
}
