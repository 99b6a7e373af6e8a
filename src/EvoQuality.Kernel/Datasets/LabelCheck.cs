namespace EvoQuality.Datasets;

/// <summary>What a look at a label file and its pictures found, all of it at once.</summary>
/// <param name="Pictures">Pictures that can be used: with a readable label.</param>
/// <param name="Faults">Faulty rows and labels without a picture, each with file and line (and column, where a cell is wrong).</param>
/// <param name="Unlabelled">Pictures of the folder that no label names, by relative path; no fault where a file labels one split.</param>
public sealed record LabelCheck(IReadOnlyList<IqaImage> Pictures, IReadOnlyList<string> Faults, IReadOnlyList<string> Unlabelled)
{
    /// <summary>Looks; nothing is decoded.</summary>
    /// <param name="folder">Where the pictures are, in any folder below.</param>
    /// <param name="file">Any file that <see cref="LabelFile"/> reads.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static LabelCheck Of(string folder, string file)
    {
        var index = new PictureIndex(folder);
        var wrong = new List<InvalidDataException>();
        var labels = LabelFile.Read(file, wrong);
        var (usable, named) = (new List<IqaImage>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var label in labels)
        {
            var (picture, reference) = (index.Find(label.Image), label.Reference is { } written ? Reference(index, label, written, wrong) : null);
            if (reference is not null) named.Add(reference);
            if (picture is null) wrong.Add(label.Fault($"a picture in {folder}", $"no {label.Image} there"));
            else if (named.Add(picture)) usable.Add(IqaImage.FromFile(label.Image, index.FullPath(picture), label.Mos));
            else wrong.Add(label.Fault("a picture of its own for each label", $"{label.Image}, which is {picture} as in another line"));
        }

        return new LabelCheck(usable, [.. wrong.Select(w => w.Message)], [.. index.Paths.Where(p => ImageFolder.IsPicture(p) && !named.Contains(p))]);
    }

    private static string? Reference(PictureIndex index, Label label, string written, List<InvalidDataException> wrong)
    {
        var name = PictureName.Normalise(written);
        var found = name is null ? null : index.Find(name);
        if (found is null) wrong.Add(label.Fault($"the reference in {index.Folder}", name is null ? $"'{written}', which leads out of it" : $"no {written} there"));
        return found;
    }
}
