namespace EvoQuality.Datasets.Benchmarks;

/// <summary>Brings labels and picture files together.</summary>
internal static class BenchmarkPictures
{
    /// <summary>The picture of a label; its file must be there, its reference may be missing until it is loaded.</summary>
    public static IqaImage Join(Benchmark benchmark, PictureIndex index, Label label, string? part)
    {
        var file = index.Find(label.Image, benchmark.Pictures)
            ?? throw label.Fault($"a picture of {benchmark.Title} below {index.Folder}", $"no {label.Image} there");
        var picture = IqaImage.FromFile(index.FullPath(file));
        return new IqaImage(label.FileName, picture.Load, label.Mos)
        {
            File = picture.File,
            Std = label.Std,
            Split = part ?? label.Split,
            Reference = label.Reference is { } reference ? Pristine(benchmark, index, label, reference) : null,
        };
    }

    /// <summary>Labels without a picture, references without a picture, and pictures without a label.</summary>
    public static (IReadOnlyList<Label> NoPicture, IReadOnlyList<string> NoReference, IReadOnlyList<string> NoLabel) Compare(
        Benchmark benchmark, PictureIndex index, IReadOnlyList<Label> labels)
    {
        var pictures = labels.Select(l => (Label: l, Path: index.Find(l.Image, benchmark.Pictures))).ToList();
        var references = labels.Select(l => l.Reference).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(r => (Name: r, Path: index.Find(r, benchmark.Pristine))).ToList();
        var known = labels.Select(l => l.FileName).Concat(references.Select(r => r.Name[(r.Name.LastIndexOf('/') + 1)..])).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] apart = [.. benchmark.Pristine.Except(benchmark.Pictures)]; // folders that hold pristine pictures alone
        return (
            [.. pictures.Where(p => p.Path is null).Select(p => p.Label)],
            [.. references.Where(r => r.Path is null).Select(r => r.Name)],
            [.. index.Paths.Where(p => ImageFolder.IsPicture(p) && Path.GetFileName(p) is var name && !known.Contains(name)
                && !benchmark.LeftOut(name) && !apart.Any(f => PictureIndex.IsIn(p, f)))]);
    }

    private static IqaImage Pristine(Benchmark benchmark, PictureIndex index, Label label, string reference) =>
        index.Find(reference, benchmark.Pristine) is { } file
            ? IqaImage.FromFile(reference, index.FullPath(file), null)
            : new IqaImage(reference, () => throw label.Fault($"the pristine picture {reference} below {index.Folder}", "no such file"));
}
