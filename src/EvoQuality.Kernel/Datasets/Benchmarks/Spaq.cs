using EvoQuality.Datasets.Tables;

namespace EvoQuality.Datasets.Benchmarks;

/// <summary>SPAQ (Fang et al., CVPR 2020): 11,125 photographs of smartphones. Its usual 80/20 split is published as lists only.</summary>
internal static class Spaq
{
    public static Benchmark Benchmark { get; } = new()
    {
        Name = "spaq",
        Title = "SPAQ",
        Images = 11_125,
        Sources = [new("MOS and Image attribute scores.xlsx", new MosScale(0, 100, HigherIsBetter: true), Read)],
        Pictures = ["TestImage", "SPAQ"],
        Splits = [],
    };

    private static IReadOnlyList<Label> Read(string file)
    {
        var grid = XlsxSheet.Read(file);
        var (image, mos) = (grid.Expect("Image name"), grid.Expect("MOS"));
        return [.. grid.Rows.Select(row => new Label(
            LabelFile.Name(grid, row, image), grid.Number(row, mos, "MOS"), null, null, null, row.Line, file))];
    }
}
