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
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: expected a label file, found no such file.", path);
        IReadOnlyList<Label> labels = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" => MetaJson.Read(path),
            ".jsonl" => JsonLines.Read(path),
            ".parquet" => FromGrid(ParquetTable.Read(path)),
            ".xlsx" => FromGrid(XlsxSheet.Read(path)),
            ".txt" => FromText(path),
            _ => FromGrid(DelimitedText.ReadCsv(path)),
        };
        return Distinct(labels);
    }

    /// <summary>Labels of a table with a header; other columns are ignored.</summary>
    internal static IReadOnlyList<Label> FromGrid(Grid grid)
    {
        var (image, mos) = (grid.Expect(Images), grid.Expect(["mos", .. Scores]));
        var (std, reference, split) = (grid.Find(Deviations), grid.Find(References), grid.Find(Splits));
        return [.. grid.Rows.Select(row => new Label(
            Name(grid, row, image),
            grid.Number(row, mos, "MOS"),
            Has(row, std) ? grid.Number(row, std, "standard deviation") : null,
            Has(row, reference) ? row.Cells[reference].Replace('\\', '/') : null,
            Has(row, split) ? row.Cells[split] : null,
            row.Line, grid.File))];
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
        var seen = new Dictionary<string, Label>(labels.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var label in labels)
            if (!seen.TryAdd(label.Image, label)) throw label.Fault("each image once", $"{label.Image} again, first in line {seen[label.Image].Line}");
        return labels;
    }

    /// <summary>
    /// Text without a header: "image mos [std]" or "reference image mos [std]" parted by blanks, "image mos [std or words]"
    /// by tabs. With commas it is CSV that has a header.
    /// </summary>
    private static IReadOnlyList<Label> FromText(string path)
    {
        var first = File.ReadLines(path).FirstOrDefault(l => l.Length > 0) ?? "";
        if (first.Contains('\t')) return FromPlain(DelimitedText.ReadPlain(path, '\t'), 0);
        return first.Contains(',') ? FromGrid(DelimitedText.ReadCsv(path)) : FromBlanks(DelimitedText.ReadPlain(path, null));
    }

    private static IReadOnlyList<Label> FromBlanks(Grid grid)
    {
        if (grid.Rows.Count == 0) throw new InvalidDataException($"{grid.File}, line 1: expected labels, found an empty file.");
        var withReference = grid.Rows[0].Cells.Count > 2 && !double.TryParse(grid.Rows[0].Cells[1], out _);
        return FromPlain(grid, withReference ? 1 : 0);
    }

    private static IReadOnlyList<Label> FromPlain(Grid grid, int image) => [.. grid.Rows.Select(row => new Label(
        Name(grid, row, image),
        grid.Number(row, image + 1, "MOS"),
        row.Cells.Count > image + 2 && double.TryParse(row.Cells[image + 2], out _) ? grid.Number(row, image + 2, "standard deviation") : null,
        image > 0 ? row.Cells[0] : null,
        null, row.Line, grid.File))];

    private static bool Has(GridRow row, int column) => column >= 0 && column < row.Cells.Count && row.Cells[column].Length > 0;
}
