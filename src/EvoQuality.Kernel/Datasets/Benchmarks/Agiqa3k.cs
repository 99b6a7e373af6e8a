using EvoQuality.Datasets.Tables;

namespace EvoQuality.Datasets.Benchmarks;

/// <summary>AGIQA-3K (Li et al., IEEE TCSVT 34, 2024): 2,982 generated pictures. The score is mos_quality, not mos_align.</summary>
internal static class Agiqa3k
{
    public static Benchmark Benchmark { get; } = new()
    {
        Name = "agiqa3k",
        Title = "AGIQA-3K",
        AlsoCalled = ["agiqa"],
        Images = 2982,
        Sources = [new("data.csv", new MosScale(0, 5, HigherIsBetter: true), Read)],
    };

    private static IReadOnlyList<Label> Read(string file)
    {
        var grid = DelimitedText.ReadCsv(file);
        var (image, mos, std) = (grid.Expect("name"), grid.Expect("mos_quality"), grid.Expect("std_quality"));
        return [.. grid.Rows.Select(row => new Label(
            LabelFile.Name(grid, row, image), grid.Number(row, mos, "mos_quality"), grid.Number(row, std, "std_quality"), null, null, row.Line, file))];
    }
}
