using EvoQuality.Foundations;

namespace EvoQuality.Datasets.Benchmarks;

/// <summary>What a look at the folder of a benchmark found.</summary>
/// <param name="Title">The benchmark.</param>
/// <param name="Good">What is as it should be.</param>
/// <param name="Faults">What is missing or wrong; empty for a folder that is fit for use.</param>
public sealed record BenchmarkCheck(string Title, IReadOnlyList<string> Good, IReadOnlyList<string> Faults)
{
    private const int Named = 5;

    /// <summary>Looks at labels, pictures and references, the direction of the scores, and decodes every picture.</summary>
    /// <param name="benchmark">What the folder should be.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="decode">False leaves out decoding: layout and labels only.</param>
    /// <param name="progress">Told in pictures.</param>
    /// <param name="cancel">Stops between pictures.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static BenchmarkCheck Of(
        Benchmark benchmark, string folder, bool decode = true, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        var index = new PictureIndex(folder);
        var (good, faults) = (new List<string>(), new List<string>());
        if (Try(() => benchmark.Labels(index), faults) is not { } labels) return new BenchmarkCheck(benchmark.Title, good, faults);
        good.Add($"{labels.Labels.Count} labels in {Path.GetRelativePath(folder, labels.File)}, {labels.Scale.Low} to {labels.Scale.High}, {(labels.Scale.HigherIsBetter ? "higher" : "lower")} is better");
        foreach (var split in benchmark.Splits)
        {
            var parts = labels.Labels.Select(split.PartOf).OfType<string>().CountBy(p => p).ToDictionary();
            var text = $"split {split.Name}: {string.Join(", ", split.Counts.Select(c => $"{c.Key} {parts.GetValueOrDefault(c.Key)}"))}";
            if (split.Counts.All(c => parts.GetValueOrDefault(c.Key) == c.Value)) good.Add(text);
            else faults.Add($"{labels.File}: {text}; expected {string.Join(", ", split.Counts.Select(c => $"{c.Key} {c.Value}"))}.");
        }

        var (noPicture, noReference, noLabel) = BenchmarkPictures.Compare(benchmark, index, labels.Labels);
        if (noPicture.Count > 0) faults.Add($"{noPicture[0].File}, line {noPicture[0].Line}: {noPicture.Count} labels without a picture: {List(noPicture.Select(l => l.Image))}.");
        else good.Add($"{labels.Labels.Count} pictures, one for each label");
        if (noReference.Count > 0) faults.Add($"{folder}: {noReference.Count} pristine pictures are missing: {List(noReference)}.");
        else if (benchmark.References > 0) good.Add($"{benchmark.References} pristine pictures");
        if (noLabel.Count > 0) faults.Add($"{folder}: {noLabel.Count} pictures without a label: {List(noLabel)}.");
        if (!decode || noPicture.Count > 0) return new BenchmarkCheck(benchmark.Title, good, faults);

        var set = benchmark.Load(folder);
        if (Try(() => Decoded(set, progress, cancel), faults) is { } readable) good.Add(readable);
        else return new BenchmarkCheck(benchmark.Title, good, faults);
        if (noReference.Count == 0 && Try(() => DirectionCheck.ByPixels(set, cancel: cancel), faults) is { } direction)
        {
            var text = $"more difference from the reference has the worse score in {direction.Share:P0} of {direction.Pairs} pairs";
            if (direction.Reversed) faults.Add($"{labels.File}: {text}: the direction of the scores is the other one.");
            else good.Add(text);
        }

        return new BenchmarkCheck(benchmark.Title, good, faults);
    }

    private static string Decoded(ImageSet set, IProgress<StageProgress>? progress, CancellationToken cancel)
    {
        set.Check(progress, cancel);
        return "all pictures can be decoded";
    }

    private static T? Try<T>(Func<T?> look, List<string> faults)
        where T : class
    {
        try
        {
            return look();
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            faults.Add(e.Message);
            return null;
        }
    }

    private static string List(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(Named)) + (all.Count > Named ? " and others" : "");
    }
}
