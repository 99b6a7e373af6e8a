using System.Globalization;
using EvoQuality.Datasets.Interchange;
using EvoQuality.Datasets.Tables;

namespace EvoQuality.Datasets;

/// <summary>
/// Label files of the field, by what they look like: CSV with a header (manifests, pyiqa's meta_info, IQA-Dataset), text
/// parted by blanks or tabs without one (VisualQuality-R1, LIQE), JSON arrays (DeQA-Score, Q-Insight, Q-Align,
/// Compare2Score), JSON lines (VisualQuality-R1's training files, manifests), Parquet and Excel.
/// </summary>
public static class LabelFile
{
    private static readonly string[] Images =
        ["image", "name", "image_name", "image name", "img_name", "dist_name", "dist_img", "dis_img_path", "img_path"];

    private static readonly string[] Scores = ["mos", "dmos", "score", "elo_score", "elo", "mos_quality", "gt_score"];
    private static readonly string[] Deviations = ["std", "sd", "dmos_std", "std_quality", "mos_std"];
    private static readonly string[] References = ["reference", "ref_name", "hq_name", "ref_img", "ref_img_path"];
    private static readonly string[] Splits = ["split", "set"];

    /// <summary>The labels in file order, every picture once (names compared in any case).</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Names the file, the line and the column that is wrong.</exception>
    public static IReadOnlyList<Label> Read(string path)
    {
        var faults = new List<InvalidDataException>();
        var labels = Read(path, faults);
        return faults.Count == 0 ? labels : throw faults[0];
    }

    /// <summary>The labels that can be read, and what is wrong with the others: to tell all faults of a file at once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="faults">Takes one complaint per faulty row, with file, line and column; a file that is faulty as a whole is one.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    internal static IReadOnlyList<Label> Read(string path, ICollection<InvalidDataException> faults)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: expected a label file, found no such file.", path);
        try
        {
            IReadOnlyList<Label> labels = Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".json" => MetaJson.Read(path),
                ".jsonl" => JsonLines.Read(path),
                ".parquet" => FromGrid(ParquetTable.Read(path), faults),
                ".xlsx" => FromGrid(XlsxSheet.Read(path), faults),
                ".txt" => FromText(path, faults),
                _ => FromGrid(DelimitedText.ReadCsv(path), faults),
            };
            return Distinct(labels, faults);
        }
        catch (InvalidDataException e)
        {
            faults.Add(e);
            return [];
        }
    }

    /// <summary>Labels of a table with a header; other columns are ignored.</summary>
    private static List<Label> FromGrid(Grid grid, ICollection<InvalidDataException> faults)
    {
        var (image, mos) = (grid.Expect(Images), grid.Expect(["mos", .. Scores]));
        var (std, reference, split) = (grid.Find(Deviations), grid.Find(References), grid.Find(Splits));
        return Readable(grid.Rows, faults, row => new Label(
            Name(grid, row, image),
            grid.Number(row, mos, "MOS"),
            Has(row, std) ? grid.Number(row, std, "standard deviation") : null,
            Has(row, reference) ? row.Cells[reference].Replace('\\', '/') : null,
            Has(row, split) ? row.Cells[split] : null,
            row.Line, grid.File));
    }

    private static List<Label> Readable(IReadOnlyList<GridRow> rows, ICollection<InvalidDataException> faults, Func<GridRow, Label> read)
    {
        var labels = new List<Label>(rows.Count);
        foreach (var row in rows)
        {
            try
            {
                labels.Add(read(row));
            }
            catch (InvalidDataException e)
            {
                faults.Add(e);
            }
        }

        return labels;
    }

    /// <summary>A cell that names a picture.</summary>
    internal static string Name(Grid grid, GridRow row, int column)
    {
        var written = grid.Text(row, column, "an image name");
        return PictureName.Normalise(written) ?? throw grid.Fault(row, column, "a name inside the folder of pictures", $"'{written}'");
    }

    /// <summary>Refuses a picture that comes twice.</summary>
    internal static IReadOnlyList<Label> Distinct(IReadOnlyList<Label> labels)
    {
        var faults = new List<InvalidDataException>();
        var distinct = Distinct(labels, faults);
        return faults.Count == 0 ? distinct : throw faults[0];
    }

    private static List<Label> Distinct(IReadOnlyList<Label> labels, ICollection<InvalidDataException> faults)
    {
        var (seen, distinct) = (new Dictionary<string, Label>(labels.Count, StringComparer.OrdinalIgnoreCase), new List<Label>(labels.Count));
        foreach (var label in labels)
        {
            if (seen.TryAdd(label.Image, label)) distinct.Add(label);
            else faults.Add(label.Fault("each image once", $"{label.Image} again, first in line {seen[label.Image].Line}{(seen[label.Image].File == label.File ? "" : $" of {seen[label.Image].File}")}"));
        }

        return distinct;
    }

    /// <summary>
    /// Text without a header: "image mos [std]" or "reference image mos [std]" parted by blanks, "image mos [std or words]"
    /// by tabs. With commas it is CSV that has a header.
    /// </summary>
    private static List<Label> FromText(string path, ICollection<InvalidDataException> faults)
    {
        var first = File.ReadLines(path).FirstOrDefault(l => l.Length > 0) ?? "";
        if (first.Contains('\t')) return FromPlain(DelimitedText.ReadPlain(path, '\t'), 0, faults);
        return first.Contains(',') ? FromGrid(DelimitedText.ReadCsv(path), faults) : FromBlanks(DelimitedText.ReadPlain(path, null), faults);
    }

    private static List<Label> FromBlanks(Grid grid, ICollection<InvalidDataException> faults)
    {
        if (grid.Rows.Count == 0) throw new InvalidDataException($"{grid.File}, line 1: expected labels, found an empty file.");
        var withReference = grid.Rows[0].Cells.Count > 2 && !IsNumber(grid.Rows[0].Cells[1]);
        return FromPlain(grid, withReference ? 1 : 0, faults);
    }

    private static List<Label> FromPlain(Grid grid, int image, ICollection<InvalidDataException> faults) => Readable(grid.Rows, faults, row => new Label(
        Name(grid, row, image),
        grid.Number(row, image + 1, "MOS"),
        row.Cells.Count > image + 2 && IsNumber(row.Cells[image + 2]) ? grid.Number(row, image + 2, "standard deviation") : null,
        image > 0 ? row.Cells[0] : null,
        null, row.Line, grid.File));

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool Has(GridRow row, int column) => column >= 0 && column < row.Cells.Count && row.Cells[column].Length > 0;
}
