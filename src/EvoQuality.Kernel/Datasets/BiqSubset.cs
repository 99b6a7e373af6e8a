using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using EvoQuality.Foundations;

namespace EvoQuality.Datasets;

/// <summary>
/// The 2,800 photographs this project measures on, cut from a clone of the BIQ2021 repository
/// (nisarahmedrana/BIQ2021, commit 62c7b40c; Ahmed and Asif, J. Electronic Imaging 31(5), 2022): 2,000 of its
/// official training part, 800 of its test part. The pictures are not ours to hand out; their names and
/// SHA-256 sums are, and make the cut exact.
/// </summary>
public static partial class BiqSubset
{
    private const string ListResource = "EvoQuality.Datasets.biq2021-subset.txt";
    private const string DevelopmentResource = "EvoQuality.Datasets.biq2021-development.txt";
    private const int DevelopmentCount = 400;

    /// <summary>What BIQ2021's scores mean.</summary>
    public static MosScale Scale { get; } = new(0, 1, HigherIsBetter: true);

    /// <summary>
    /// Writes <c>images/</c>, <c>train.csv</c> and <c>test.csv</c>. Pictures keep their bytes and lose blanks
    /// and brackets from their names: <c>ss01 (1000).jpg</c> becomes <c>ss01_1000.jpg</c>. The CSV files are
    /// written last, so a folder that has them is complete.
    /// </summary>
    /// <param name="clone">The clone's folder, with <c>Images/</c> and the two CSV files.</param>
    /// <param name="outFolder">Where the subset goes.</param>
    /// <param name="progress">Told after each picture.</param>
    /// <param name="cancel">Stops between pictures.</param>
    /// <exception cref="InvalidDataException">The clone differs from the list: how many pictures, and how the
    /// first.</exception>
    public static void Cut(
        string clone,
        string outFolder,
        IProgress<StageProgress>? progress = null,
        CancellationToken cancel = default) =>
        Cut(clone, outFolder, ReadList(), progress, cancel);

    /// <summary>
    /// File names of the development part, sorted: 400 of the 2,000 training photographs, drawn once by a fixed seed and listed in
    /// notebooks/results/biq2021-development.txt. Settings may be chosen on it; the 800 test photographs are for the end.
    /// </summary>
    public static IReadOnlyList<string> Development { get; } = [.. Resource(DevelopmentResource).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The draw that the list is.</summary>
    internal static IReadOnlyList<string> DrawDevelopment()
    {
        string[] names = [.. ReadList().Where(e => e.Split == "train").Select(e => e.Name).Order(StringComparer.Ordinal)];
        new SeedTree(2021).Child("development").Source().Shuffle(names);
        return [.. names.Take(DevelopmentCount).Order(StringComparer.Ordinal)];
    }

    /// <summary>The committed list.</summary>
    internal static IReadOnlyList<BiqEntry> ReadList()
    {
        return [.. Resource(ListResource).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Entry)];

        static BiqEntry Entry(string line) => line.Split(' ') is [var sha, var name, var split]
            ? new BiqEntry(sha, name, split)
            : throw new InvalidOperationException(
                $"{ListResource} has a line that is not 'sha256 name split': {line}; build the library again.");
    }

    /// <summary>The cut by a list of the caller's.</summary>
    internal static void Cut(
        string clone,
        string outFolder,
        IReadOnlyList<BiqEntry> list,
        IProgress<StageProgress>? progress,
        CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(clone);
        ArgumentException.ThrowIfNullOrEmpty(outFolder);
        var pictures = Path.Combine(clone, "Images");
        if (!Directory.Exists(pictures))
            throw new DirectoryNotFoundException(
                $"{clone}: expected a clone of BIQ2021 with a folder Images, found none.");
        var files = Directory.EnumerateFiles(pictures)
            .ToLookup(f => Path.GetFileName(f), StringComparer.OrdinalIgnoreCase);
        var scores = new Dictionary<string, IReadOnlyDictionary<string, double>>
        {
            ["train"] = Scores(Path.Combine(clone, "Train (Images and MOS).csv")),
            ["test"] = Scores(Path.Combine(clone, "Test (Images and MOS).csv")),
        };

        var faults = new List<string>();
        var tables = scores.Keys.ToDictionary(split => split, _ => new StringBuilder("image,mos\r\n"));
        for (var i = 0; i < list.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var (entry, original) = (list[i], OriginalName(list[i].Name));
            var fault = files[original].FirstOrDefault() is { } file
                ? CopyVerified(file, Path.Combine(outFolder, "images", entry.Name), entry.Sha256)
                : $"Images/{original} is not there";
            if (!scores[entry.Split].TryGetValue(original, out var mos))
                fault ??= $"{original} has no MOS in the {entry.Split} part";
            if (fault is not null) faults.Add(fault);
            tables[entry.Split].Append(CultureInfo.InvariantCulture, $"{entry.Name},{mos:F6}\r\n");
            var note = faults.Count == 0 ? "" : $"{faults.Count} differ";
            progress?.Report(new StageProgress("cutting BIQ2021", i + 1, list.Count, "images", note));
        }

        if (faults.Count > 0)
        {
            throw new InvalidDataException(
                $"{clone}: expected the {list.Count} published pictures, " +
                $"found {faults.Count} that differ; first: {faults[0]}.");
        }

        foreach (var (split, table) in tables)
            AtomicFile.WriteAllText(Path.Combine(outFolder, $"{split}.csv"), table.ToString());
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The library was built without its resource {name}; build it again.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Copies a file whose bytes are as published; otherwise says what is wrong.</summary>
    private static string? CopyVerified(string from, string to, string sha256)
    {
        var bytes = File.ReadAllBytes(from);
        var found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (found != sha256) return $"Images/{Path.GetFileName(from)} has SHA-256 {found}, not {sha256}";
        AtomicFile.WriteAllBytes(to, bytes);
        return null;
    }

    private static Dictionary<string, double> Scores(string csv) =>
        LabelFile.Read(csv).ToDictionary(r => r.Image, r => r.Mos, StringComparer.OrdinalIgnoreCase);

    private static string OriginalName(string name) => NumberInName().Replace(name, " ($1)$2");

    [GeneratedRegex(@"_(\d+)(\.\w+)$")]
    private static partial Regex NumberInName();
}

/// <summary>One picture of the subset.</summary>
/// <param name="Sha256">Of its bytes, lower case.</param>
/// <param name="Name">In the subset.</param>
/// <param name="Split"><c>train</c> or <c>test</c>.</param>
internal sealed record BiqEntry(string Sha256, string Name, string Split);
