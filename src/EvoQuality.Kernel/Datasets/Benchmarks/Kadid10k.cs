using EvoQuality.Datasets.Tables;

namespace EvoQuality.Datasets.Benchmarks;

/// <summary>
/// KADID-10k (Lin et al., QoMEX 2019): 81 pristine pictures, 25 distortions, 5 levels. Its column is called dmos, but higher
/// is better; its column var is the standard deviation (of thirty ratings of 1 to 5: 17 fives and 13 fours have 4.57 and 0.496).
/// </summary>
internal static class Kadid10k
{
    public static Benchmark Benchmark { get; } = new()
    {
        Name = "kadid10k",
        Title = "KADID-10k",
        AlsoCalled = ["kadid"],
        Images = 10_125,
        References = 81,
        Sources = [new("dmos.csv", MosScale.FivePoints, Read)],
        Pictures = ["images"],
        Pristine = ["images"],
        Splits =
        [
            SplitScheme.ByReference(
                "q-align", "Q-Align's test_kadid.json, DeQA-Score's test_kadid_2k.json: references I66 to I81", "train",
                new Dictionary<string, string[]> { ["test"] = Names(Enumerable.Range(66, 16)) },
                new Dictionary<string, int> { ["train"] = 8125, ["test"] = 2000 }),
            SplitScheme.ByReference(
                "visualquality-r1", "VisualQuality-R1's KADID-10K_{train,val,test}_set.txt (its make_data.py, seed 42)", "train",
                new Dictionary<string, string[]>
                {
                    ["validation"] = Names([7, 12, 14, 15, 16, 27, 32, 35, 36, 41, 44, 49, 55, 66, 67, 70]),
                    ["test"] = Names([19, 29, 30, 34, 37, 38, 43, 50, 64, 71, 72, 73, 74, 78, 80, 81]),
                },
                new Dictionary<string, int> { ["train"] = 6125, ["validation"] = 2000, ["test"] = 2000 }),
        ],
    };

    private static string[] Names(IEnumerable<int> numbers) => [.. numbers.Select(n => $"I{n:D2}")];

    private static IReadOnlyList<Label> Read(string file)
    {
        var grid = DelimitedText.ReadCsv(file);
        var (image, reference, mos, deviation) = (grid.Expect("dist_img"), grid.Expect("ref_img"), grid.Expect("dmos"), grid.Find(["var"]));
        return [.. grid.Rows.Select(row => new Label(
            LabelFile.Name(grid, row, image), grid.Number(row, mos, "a score"),
            deviation < 0 ? null : Deviation(grid, row, deviation), LabelFile.Name(grid, row, reference), null, row.Line, file))];
    }

    private static double Deviation(Grid grid, GridRow row, int column)
    {
        var deviation = grid.Number(row, column, "standard deviation");
        return deviation >= 0 ? deviation : throw grid.Fault(row, column, "a standard deviation of 0 or more", $"{deviation}");
    }
}
