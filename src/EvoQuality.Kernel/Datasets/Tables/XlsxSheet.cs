using System.Globalization;
using System.Text;
using System.Xml;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace EvoQuality.Datasets.Tables;

/// <summary>A sheet of an Excel workbook (.xlsx) as a table; its first row that is not blank names the columns.</summary>
internal static class XlsxSheet
{
    // ExcelDataReader asks for this encoding even where a workbook has no use for it; .NET has it only on demand.
    static XlsxSheet() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads a sheet.</summary>
    /// <param name="file">The workbook.</param>
    /// <param name="sheet">Name of the sheet; null takes the first.</param>
    /// <exception cref="InvalidDataException">The workbook is damaged, or has no such sheet or no header.</exception>
    public static Grid Read(string file, string? sheet = null)
    {
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: expected an Excel workbook, found no such file.", file);
        var passed = new List<string>();
        List<GridRow>? rows;
        try
        {
            rows = Rows(file, sheet, passed);
        }
        catch (Exception e) when (e is ExcelReaderException or XmlException or IOException or InvalidDataException)
        {
            throw new InvalidDataException($"{file}: expected an Excel workbook (.xlsx), found a damaged or truncated file ({e.Message.TrimEnd('.')}).", e);
        }

        return rows switch
        {
            null => throw new InvalidDataException($"{file}: expected a sheet '{sheet}', found {string.Join(", ", passed)}."),
            [] => throw new InvalidDataException($"{file}, line 1: expected a header, found an empty sheet."),
            [var header, .. var rest] => new Grid(file, header.Cells, header.Line, rest),
        };
    }

    /// <summary>Rows of the wanted sheet that are not blank; null without such a sheet.</summary>
    private static List<GridRow>? Rows(string file, string? sheet, List<string> passed)
    {
        using var stream = File.OpenRead(file);
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(stream);
        do
        {
            passed.Add(reader.Name);
            if (sheet is not null && !reader.Name.Equals(sheet, StringComparison.OrdinalIgnoreCase)) continue;
            var rows = new List<GridRow>();
            for (var line = 1; reader.Read(); line++)
            {
                string[] cells = [.. Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))];
                if (cells.Any(c => c.Length > 0)) rows.Add(new GridRow(line, cells));
            }

            return rows;
        }
        while (reader.NextResult());
        return null;
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!.Trim(),
    };
}
