using System.Text.RegularExpressions;
using EvoQuality.Datasets.Tables;

namespace EvoQuality.Datasets.Benchmarks;

/// <summary>
/// LIVE In the Wild Image Quality Challenge (Ghadiyaram and Bovik, IEEE TIP 25, 2016): 1,162 photographs. The seven extra
/// pictures t1 to t7, on which observers were trained, are left out, as is usual.
/// </summary>
internal static partial class LiveChallenge
{
    public static Benchmark Benchmark { get; } = new()
    {
        Name = "livec",
        Title = "LIVE Challenge",
        AlsoCalled = ["clive", "livew", "live-wild", "livechallenge"],
        Images = 1162,
        Sources = [new("AllMOS_release.mat", new MosScale(0, 100, HigherIsBetter: true), Read)],
        Pictures = ["Images"],
        LeftOut = name => Training().IsMatch(name),
    };

    private static IReadOnlyList<Label> Read(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        var names = MatFile.Open(Path.Combine(folder, "AllImages_release.mat")).Texts("AllImages_release");
        var mos = MatFile.Open(file).Numbers("AllMOS_release");
        var deviations = Path.Combine(folder, "AllStdDev_release.mat");
        var std = File.Exists(deviations) ? MatFile.Open(deviations).Numbers("AllStdDev_release") : null;
        if (names.Length != mos.Length || (std is not null && std.Length != mos.Length))
            throw new InvalidDataException($"{file}: expected as many scores as names, found {mos.Length} scores, {std?.Length ?? mos.Length} deviations and {names.Length} names.");
        return [.. names.Select((written, i) => double.IsFinite(mos[i]) && PictureName.Normalise(written) is { Length: > 0 } name
            ? new Label(name, mos[i], std?[i], null, null, i + 1, file)
            : throw new InvalidDataException($"{file}, entry {i + 1}: expected a name and a number, found '{written}' and {mos[i]}."))];
    }

    [GeneratedRegex(@"^t[1-7]\.bmp$", RegexOptions.IgnoreCase)]
    private static partial Regex Training();
}
