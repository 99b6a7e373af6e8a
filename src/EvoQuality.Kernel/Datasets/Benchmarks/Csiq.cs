using EvoQuality.Datasets.Tables;

namespace EvoQuality.Datasets.Benchmarks;

/// <summary>
/// CSIQ (Larson and Chandler, J. Electronic Imaging 19(1), 2010): 866 pictures from 30 pristine ones. Its DMOS is lower for
/// better pictures.
/// </summary>
internal static class Csiq
{
    private static readonly MosScale Dmos = new(0, 1, HigherIsBetter: false);

    /// <summary>Type in the workbook (without blanks), and in file names.</summary>
    private static readonly Dictionary<string, string> FileTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["noise"] = "AWGN",
        ["awgn"] = "AWGN",
        ["blur"] = "BLUR",
        ["contrast"] = "contrast",
        ["fnoise"] = "fnoise",
        ["jpeg"] = "JPEG",
        ["jpeg2000"] = "jpeg2000",
    };

    public static Benchmark Benchmark { get; } = new()
    {
        Name = "csiq",
        Title = "CSIQ",
        Images = 866,
        References = 30,
        Sources = [new("csiq.DMOS.xlsx", Dmos, ReadWorkbook), new("csiq_label.txt", Dmos, ReadText)],
        Pictures = ["dst_imgs"],
        Pristine = ["src_imgs"],
    };

    private static IReadOnlyList<Label> ReadWorkbook(string file)
    {
        var grid = XlsxSheet.Read(file, "all_by_image");
        var (image, type, level) = (grid.Expect("image"), grid.Expect("dst_type"), grid.Expect("dst_lev"));
        var (std, dmos) = (grid.Find(["dmos_std"]), grid.Expect("dmos"));
        return [.. grid.Rows.Select(row =>
        {
            var reference = grid.Text(row, image, "the reference's name");
            var written = grid.Text(row, type, "a type of distortion");
            if (!FileTypes.TryGetValue(written.Replace(" ", "", StringComparison.Ordinal), out var name))
                throw grid.Fault(row, type, $"one of {string.Join(", ", FileTypes.Keys)}", $"'{written}'");
            return new Label(
                $"{reference}.{name}.{grid.Number(row, level, "a level")}.png", grid.Number(row, dmos, "DMOS"),
                std < 0 ? null : grid.Number(row, std, "standard deviation"), $"{reference}.png", null, row.Line, file);
        })];
    }

    private static IReadOnlyList<Label> ReadText(string file)
    {
        var grid = DelimitedText.ReadPlain(file, null);
        return [.. grid.Rows.Select(row =>
        {
            var name = LabelFile.Name(grid, row, 0);
            var plain = name[(name.LastIndexOf('/') + 1)..];
            return new Label(name, grid.Number(row, 1, "DMOS"), null, $"{plain.Split('.')[0]}.png", null, row.Line, file);
        })];
    }
}
