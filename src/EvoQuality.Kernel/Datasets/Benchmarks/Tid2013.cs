using EvoQuality.Datasets.Tables;

namespace EvoQuality.Datasets.Benchmarks;

/// <summary>TID2013 (Ponomarenko et al., Signal Processing: Image Communication 30, 2015): 25 pristine pictures, 24 distortions, 5 levels.</summary>
internal static class Tid2013
{
    public static Benchmark Benchmark { get; } = new()
    {
        Name = "tid2013",
        Title = "TID2013",
        AlsoCalled = ["tid"],
        Images = 3000,
        References = 25,
        Sources = [new("mos_with_names.txt", new MosScale(0, 9, HigherIsBetter: true), Read)],
        Pictures = ["distorted_images"],
        Pristine = ["reference_images"],
    };

    private static IReadOnlyList<Label> Read(string file)
    {
        var grid = DelimitedText.ReadPlain(file, null);
        var deviations = Path.Combine(Path.GetDirectoryName(file)!, "mos_std.txt"); // one a line, in the same order
        var std = File.Exists(deviations) ? DelimitedText.ReadPlain(deviations, null) : null;
        if (std is not null && std.Rows.Count != grid.Rows.Count)
            throw new InvalidDataException($"{deviations}: expected a deviation for each of the {grid.Rows.Count} scores, found {std.Rows.Count}.");
        return [.. grid.Rows.Select((row, i) => LabelFile.Name(grid, row, 1) is var name
            && name.IndexOf('_', StringComparison.Ordinal) is var end and > 0
            ? new Label(name, grid.Number(row, 0, "MOS"), std?.Number(std.Rows[i], 0, "standard deviation"), $"{name[..end].ToUpperInvariant()}.BMP", null, row.Line, file)
            : throw grid.Fault(row, 1, "a name like I01_01_1.bmp", $"'{row.Cells[1]}'"))];
    }
}
