using EvoQuality.Datasets.Tables;

namespace EvoQuality.Datasets.Benchmarks;

/// <summary>KonIQ-10k (Hosu et al., IEEE TIP 29, 2020): 10,073 photographs, authentic distortions.</summary>
internal static class Koniq10k
{
    /// <summary>In the official test part, but not in Q-Align's and DeQA-Score's: their 2,010 are the other 2,010 of 2,015.</summary>
    private static readonly HashSet<string> NotInMetas = ["121123359.jpg", "213906996.jpg", "3483143101.jpg", "3632417985.jpg", "44009500.jpg"];

    /// <summary>The column SD is of ratings from 1 to 5, the score goes from 0 to 100.</summary>
    private const double PointsPerGrade = 25;

    public static Benchmark Benchmark { get; } = new()
    {
        Name = "koniq10k",
        Title = "KonIQ-10k",
        AlsoCalled = ["koniq", "konIQ-10k"],
        Images = 10_073,
        Sources =
        [
            new("koniq10k_distributions_sets.csv", new MosScale(0, 100, HigherIsBetter: true), f => Read(f, "MOS")),
            new("koniq10k_scores_and_distributions.csv", new MosScale(0, 100, HigherIsBetter: true), f => Read(f, "MOS_zscore")),
        ],
        Pictures = ["1024x768", "512x384"],
        Splits =
        [
            new("official", "the column set of koniq10k_distributions_sets.csv", Official,
                new Dictionary<string, int> { ["train"] = 7058, ["validation"] = 1000, ["test"] = 2015 }),
            new("q-align", "Q-Align's test_koniq.json, DeQA-Score's test_koniq_2k.json: the official test part less five pictures",
                l => Official(l) == "test" && !NotInMetas.Contains(l.FileName) ? "test" : null,
                new Dictionary<string, int> { ["test"] = 2010 }),
        ],
    };

    private static string? Official(Label label) => label.Split switch
    {
        "training" => "train",
        var other => other,
    };

    private static IReadOnlyList<Label> Read(string file, string score)
    {
        var grid = DelimitedText.ReadCsv(file);
        var (image, mos, sd, set) = (grid.Expect("image_name"), grid.Expect(score), grid.Find(["SD"]), grid.Find(["set"]));
        return [.. grid.Rows.Select(row => new Label(
            LabelFile.Name(grid, row, image), grid.Number(row, mos, "MOS"), sd < 0 ? null : PointsPerGrade * grid.Number(row, sd, "SD"),
            null, set < 0 ? null : grid.Text(row, set, "a part of the set"), row.Line, file))];
    }
}
