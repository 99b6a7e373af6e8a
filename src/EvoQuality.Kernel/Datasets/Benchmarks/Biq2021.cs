namespace EvoQuality.Datasets.Benchmarks;

/// <summary>BIQ2021 (Ahmed and Asif, J. Electronic Imaging 31(5), 2022): 12,000 photographs, and the 2,800 of <see cref="BiqSubset"/>.</summary>
internal static class Biq2021
{
    public static Benchmark Benchmark { get; } = new()
    {
        Name = "biq2021",
        Title = "BIQ2021",
        AlsoCalled = ["biq"],
        Images = 12_000,
        Sources = [new("Train (Images and MOS).csv", BiqSubset.Scale, f => Read(f, "Test (Images and MOS).csv"))],
        Pictures = ["Images"],
        Splits = [Official(10_000, 2000)],
    };

    public static Benchmark Cut { get; } = Benchmark with
    {
        Name = "biq2021-cut",
        Title = "BIQ2021, our cut",
        AlsoCalled = [],
        Images = 2800,
        Sources = [new("train.csv", BiqSubset.Scale, f => Read(f, "test.csv"))],
        Splits = [Official(2000, 800)],
    };

    private static SplitScheme Official(int train, int test) => new(
        "official", "the owners' two files", l => l.Split, new Dictionary<string, int> { ["train"] = train, ["test"] = test });

    private static IReadOnlyList<Label> Read(string train, string test) =>
    [
        .. LabelFile.Read(train).Select(l => l with { Split = "train" }),
        .. LabelFile.Read(Path.Combine(Path.GetDirectoryName(train)!, test)).Select(l => l with { Split = "test" }),
    ];
}
