using EvoQuality.Datasets.Tables;

namespace EvoQuality.Datasets.Benchmarks;

/// <summary>
/// PIPAL (Gu et al., ECCV 2020), the public training part: 200 pristine pictures with 116 versions each, Elo scores. One
/// label file per reference; a name before its first '_' is the reference's. The usual 80/20 split is published as lists.
/// </summary>
internal static class Pipal
{
    public static Benchmark Benchmark { get; } = new()
    {
        Name = "pipal",
        Title = "PIPAL",
        Images = 23_200,
        References = 200,
        Sources = [new("Train_Label/", new MosScale(916, 1836, HigherIsBetter: true), Read)], // the part's range is 916.71 to 1835.99
        Pictures = ["Train_Dist", "Train_Distort"],
        Pristine = ["Train_Ref"],
    };

    private static List<Label> Read(string folder)
    {
        var labels = new List<Label>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            var grid = DelimitedText.ReadPlain(file, ',');
            labels.AddRange(grid.Rows.Select(row => LabelFile.Name(grid, row, 0) is var name
                && name.IndexOf('_', StringComparison.Ordinal) is var end and > 0
                ? new Label(name, grid.Number(row, 1, "an Elo score"), null, $"{name[..end]}.bmp", null, row.Line, file)
                : throw grid.Fault(row, 0, "a name like A0001_00_00.bmp", $"'{row.Cells[0]}'")));
        }

        return labels;
    }
}
