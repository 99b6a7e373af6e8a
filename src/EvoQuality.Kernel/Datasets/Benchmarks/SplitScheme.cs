namespace EvoQuality.Datasets.Benchmarks;

/// <summary>A published way to part a data set.</summary>
/// <param name="Name">Whose: <c>official</c>, <c>q-align</c> (also DeQA-Score's), <c>visualquality-r1</c>.</param>
/// <param name="Source">Where it is laid down.</param>
/// <param name="PartOf">Part of a picture: <c>train</c>, <c>validation</c> or <c>test</c>; null if it belongs to none.</param>
/// <param name="Counts">Pictures per part of the whole set.</param>
public sealed record SplitScheme(string Name, string Source, Func<Label, string?> PartOf, IReadOnlyDictionary<string, int> Counts)
{
    /// <summary>
    /// Parts from lists of their own, such as the metas of DeQA-Score and Q-Align: any file that <see cref="LabelFile"/>
    /// reads. Pictures are matched by file name in any case.
    /// </summary>
    /// <param name="name">Whose.</param>
    /// <param name="files">Per part, its file.</param>
    public static SplitScheme FromLists(string name, IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var part = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var counts = new Dictionary<string, int>();
        foreach (var (key, file) in files)
        {
            var labels = LabelFile.Read(file);
            foreach (var label in labels)
                if (!part.TryAdd(label.FileName, key)) throw label.Fault("a picture of one part only", $"{label.FileName}, already in {part[label.FileName]}");
            counts[key] = labels.Count;
        }

        return new SplitScheme(name, string.Join(", ", files.Values), label => part.GetValueOrDefault(label.FileName), counts);
    }

    /// <summary>Parts by the pristine picture: those named, and the rest.</summary>
    internal static SplitScheme ByReference(string name, string source, string rest, IReadOnlyDictionary<string, string[]> named, IReadOnlyDictionary<string, int> counts)
    {
        var part = named.SelectMany(p => p.Value.Select(r => (Reference: r, Part: p.Key))).ToDictionary(p => p.Reference, p => p.Part, StringComparer.OrdinalIgnoreCase);
        return new SplitScheme(
            name, source,
            label => part.GetValueOrDefault(Path.GetFileNameWithoutExtension(label.Reference) ?? "", rest), counts);
    }
}
