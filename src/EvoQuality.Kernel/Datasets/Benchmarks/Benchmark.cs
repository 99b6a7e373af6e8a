namespace EvoQuality.Datasets.Benchmarks;

/// <summary>
/// A public data set in the layout and with the label file of its owners. Nothing is fetched: a folder is read as it was
/// unpacked. File names match in any case, and pictures may lie in any folder below.
/// </summary>
public sealed record Benchmark
{
    /// <summary>Name in commands: <c>koniq10k</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name in text: KonIQ-10k.</summary>
    public required string Title { get; init; }

    /// <summary>Other names in use.</summary>
    public IReadOnlyList<string> AlsoCalled { get; init; } = [];

    /// <summary>Pictures with a score.</summary>
    public required int Images { get; init; }

    /// <summary>Pristine pictures; 0 where there are none.</summary>
    public int References { get; init; }

    /// <summary>What the scores of the owners' label file mean.</summary>
    public MosScale Scale => Sources[0].Scale;

    /// <summary>Published ways to part the set.</summary>
    public IReadOnlyList<SplitScheme> Splits { get; init; } = [];

    /// <summary>Label files of the owners; the first that is there is read.</summary>
    internal IReadOnlyList<LabelSource> Sources { get; init; } = [];

    /// <summary>Where the pictures are; the first is used where several copies lie side by side.</summary>
    internal IReadOnlyList<string> Pictures { get; init; } = [];

    /// <summary>Where the pristine pictures are.</summary>
    internal IReadOnlyList<string> Pristine { get; init; } = [];

    /// <summary>Pictures of the archive that are not part of the set.</summary>
    internal Func<string, bool> LeftOut { get; init; } = _ => false;

    /// <summary>The split of this name.</summary>
    /// <exception cref="ArgumentException">The set has no such split; the message names those it has.</exception>
    public SplitScheme Split(string name) => Splits.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException(
            $"{Title} has no split '{name}'; it has {(Splits.Count == 0 ? "none" : string.Join(", ", Splits.Select(s => s.Name)))}.", nameof(name));

    /// <summary>The owners' labels.</summary>
    /// <exception cref="FileNotFoundException">The label file is not below the folder.</exception>
    /// <exception cref="InvalidDataException">A fault in it, with file, line and column; or another number of labels than published.</exception>
    public BenchmarkLabels ReadLabels(string folder) => Labels(new PictureIndex(folder));

    /// <summary>
    /// Labels of the whole set, or of one part of a split, from another kit's file (see <see cref="LabelFile"/>). Their
    /// number, range and direction must be this set's.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="scale">What its scores mean, where not as in the owners' file.</param>
    /// <exception cref="InvalidDataException">A fault in it; also scores that rise with the damage.</exception>
    public BenchmarkLabels ReadLabelFile(string file, MosScale? scale = null)
    {
        IReadOnlyList<Label> labels = [.. LabelFile.Read(file).Where(l => !LeftOut(l.FileName))];
        int[] known = [Images, .. Splits.SelectMany(s => s.Counts.Values)];
        if (!known.Contains(labels.Count))
            throw new InvalidDataException($"{file}: expected the {Images} labels of {Title}{Parts()}, found {labels.Count}: the file is not complete, or of another set.");
        return LabelChecks.Passed(new BenchmarkLabels(file, labels, scale ?? Scale));

        string Parts() => Splits.Count == 0 ? "" : $" or one of its parts ({string.Join(", ", Splits.SelectMany(s => s.Counts.Select(c => $"{s.Name} {c.Key} {c.Value}")))})";
    }

    /// <summary>The set, or a part of it, with pictures from the folder. Pictures are not decoded yet.</summary>
    /// <param name="folder">Where the archive was unpacked.</param>
    /// <param name="split">How to part it; null takes all.</param>
    /// <param name="part"><c>train</c>, <c>validation</c> or <c>test</c>.</param>
    /// <exception cref="InvalidDataException">A fault in the labels, or a label whose picture is missing.</exception>
    public ImageSet Load(string folder, SplitScheme? split = null, string part = "test")
    {
        var index = new PictureIndex(folder);
        var labels = Labels(index);
        var wanted = split is null ? labels.Labels : [.. labels.Labels.Where(l => split.PartOf(l) == part)];
        if (split is not null && (!split.Counts.TryGetValue(part, out var count) || count != wanted.Count))
        {
            throw new InvalidDataException(
                $"{labels.File}: expected {split.Counts.GetValueOrDefault(part)} pictures in the {part} part of the split {split.Name}, found {wanted.Count}"
                + (labels.Labels.All(l => split.PartOf(l) is null) ? ": this file names no parts; take all pictures (--split all) or another of the owners' files." : "."));
        }

        IqaImage[] images = [.. wanted.Select(l => BenchmarkPictures.Join(this, index, l, split?.PartOf(l)))];
        return new ImageSet(split is null ? Name : $"{Name}/{split.Name}/{part}", images, labels.Scale);
    }

    /// <summary>The owners' labels below a folder that was looked through.</summary>
    internal BenchmarkLabels Labels(PictureIndex index)
    {
        var (source, path) = Sources.Select(s => (s, s.In(index))).FirstOrDefault(s => s.Item2 is not null);
        if (path is null)
            throw new FileNotFoundException($"{index.Folder}: expected the label file {string.Join(" or ", Sources.Select(s => s.Name))} of {Title}, found none.");
        IReadOnlyList<Label> labels = [.. LabelFile.Distinct(source.Read(path)).Where(l => !LeftOut(l.FileName))];
        return labels.Count == Images
            ? LabelChecks.Passed(new BenchmarkLabels(path, labels, source.Scale))
            : throw new InvalidDataException($"{path}: expected the {Images} labels of {Title}, found {labels.Count}.");
    }
}
