using System.Globalization;

namespace EvoQuality.Datasets;

/// <summary>One row of a label file.</summary>
internal readonly record struct LabelRow(int Line, string Image, double Mos);

/// <summary>
/// A CSV file of opinion scores: a header that names a column <c>image</c> (or <c>name</c>,
/// <c>image_name</c>, <c>Image Name</c>) and a column <c>mos</c>, in any case and order; other columns are
/// ignored. A name with commas stands in double quotes.
/// </summary>
internal static class LabelFile
{
    private static readonly string[] NameColumns = ["image", "name", "image_name", "image name"];

    /// <summary>The rows in file order, no image twice.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Names the file and the line that is wrong.</exception>
    public static IReadOnlyList<LabelRow> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: expected a label file, found no such file.", path);
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0) throw Fault(path, 1, "a header 'image,mos'", "an empty file");
        var header = Fields(lines[0]);
        var image = header.FindIndex(h => NameColumns.Contains(h, StringComparer.OrdinalIgnoreCase));
        var mos = header.FindIndex(h => h.Equals("mos", StringComparison.OrdinalIgnoreCase));
        if (image < 0 || mos < 0) throw Fault(path, 1, "a header 'image,mos'", $"'{lines[0]}'");

        var rows = new List<LabelRow>(lines.Length);
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var number = 2; number <= lines.Length; number++)
        {
            var fields = Fields(lines[number - 1]);
            if (fields.All(f => f.Length == 0)) continue;
            if (fields.Count <= Math.Max(image, mos) || fields[image].Length == 0)
            {
                var places = $"an image name and a MOS in columns {image + 1} and {mos + 1}";
                throw Fault(path, number, places, $"'{lines[number - 1]}'");
            }

            var (name, score) = (fields[image], fields[mos]);
            if (!double.TryParse(score, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                throw Fault(path, number, "a number as MOS", $"'{score}'");
            if (!seen.TryAdd(name, number))
                throw Fault(path, number, "each image once", $"{name} again, first in line {seen[name]}");
            rows.Add(new LabelRow(number, name, value));
        }

        return rows;
    }

    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"') quoted = !quoted;
            if (i < line.Length && (line[i] != ',' || quoted)) continue;
            var field = line[start..i].Trim();
            if (field is ['"', .., '"']) field = field[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal);
            fields.Add(field);
            start = i + 1;
        }

        return fields;
    }

    private static InvalidDataException Fault(string path, int line, string expected, string found) =>
        new($"{path}, line {line}: expected {expected}, found {found}.");
}
