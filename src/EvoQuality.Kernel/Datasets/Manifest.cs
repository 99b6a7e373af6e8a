namespace EvoQuality.Datasets;

/// <summary>
/// A set of your own: a table (CSV, JSON lines, Parquet, Excel) with the columns <c>name</c> and <c>mos</c>, and maybe
/// <c>std</c>, <c>split</c> and <c>reference</c>. Names are paths relative to the folder of pictures; Windows paths are
/// understood, paths that lead out of the folder are refused.
/// </summary>
public static class Manifest
{
    /// <summary>The pictures of a manifest, or of one part of it.</summary>
    /// <param name="file">The manifest.</param>
    /// <param name="scale">What the scores mean; null takes their range, higher better.</param>
    /// <param name="folder">Where the pictures are; null is the manifest's own folder.</param>
    /// <param name="split">Only rows of this part; null takes all.</param>
    /// <exception cref="InvalidDataException">Names the file, the line and the column that is wrong.</exception>
    public static ImageSet Load(string file, MosScale? scale = null, string? folder = null, string? split = null)
    {
        var labels = LabelFile.Read(file);
        if (labels.Count == 0) throw new InvalidDataException($"{file}: expected labels, found none.");
        var meant = scale ?? MosScale.Observed([.. labels.Select(l => l.Mos)], higherIsBetter: true);
        var wanted = labels.Where(l => split is null || l.Split == split).ToList();
        if (wanted.Count == 0)
            throw new InvalidDataException($"{file}: expected pictures of the part {split}, found the parts {string.Join(", ", labels.Select(l => l.Split ?? "(none)").Distinct())}.");
        var index = new PictureIndex(folder ?? Path.GetDirectoryName(Path.GetFullPath(file))!);
        return new ImageSet(Path.GetFileNameWithoutExtension(file), [.. wanted.Select(l => Picture(index, l, meant))], meant);
    }

    private static IqaImage Picture(PictureIndex index, Label label, MosScale scale)
    {
        if (!scale.Allows(label.Mos)) throw label.Fault($"a score in {scale.Low} to {scale.High}", $"{label.Mos}");
        var file = IqaImage.FromFile(Found(index, label, label.Image));
        return new IqaImage(label.Image, file.Load, label.Mos)
        {
            File = file.File,
            Std = label.Std,
            Split = label.Split,
            Reference = label.Reference is { } reference ? IqaImage.FromFile(reference, Found(index, label, Inside(label, reference)), null) : null,
        };
    }

    private static string Inside(Label label, string reference) => PictureName.Normalise(reference)
        ?? throw label.Fault("a reference inside the folder of pictures", $"'{reference}'");

    private static string Found(PictureIndex index, Label label, string name) => index.Find(name) is { } file
        ? index.FullPath(file)
        : throw label.Fault($"a picture below {index.Folder}", $"no {name} there");
}
