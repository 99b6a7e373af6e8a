using EvoQuality.Imaging;

namespace EvoQuality.Datasets;

/// <summary>A folder of picture files as an image set. Nothing is decoded yet: see <see
/// cref="ImageSet.Check"/>.</summary>
public static class ImageFolder
{
    private static readonly HashSet<string> Extensions =
        new([".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a file's name is that of a picture the kit reads.</summary>
    internal static bool IsPicture(string path) => Extensions.Contains(Path.GetExtension(path));

    /// <summary>
    /// The pictures directly in a folder, sorted by name; or, with a label file, the pictures it names, in any folder
    /// below and in the file's order, so that one folder serves several splits. File names are ids; where two pictures share one,
    /// the names in the label file are.
    /// </summary>
    /// <param name="folder">Where the pictures are; files of other kinds are ignored.</param>
    /// <param name="labelFile">Any file that <see cref="LabelFile"/> reads, such as CSV with the columns <c>image</c> and
    /// <c>mos</c>; names match in any case, folders in them are a wish only.</param>
    /// <param name="scale">What the scores mean; null leaves it open. A score outside it is an error.</param>
    /// <param name="withMos">False uses the label file's names only: evolution sees no labels.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such label file.</exception>
    /// <exception cref="InvalidDataException">Fewer than two pictures, or a fault in the label file (with its
    /// line); also scores that rise with the damage.</exception>
    public static ImageSet Load(
        string folder, string? labelFile = null, MosScale? scale = null, bool withMos = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{folder}: expected a folder of pictures, found no such folder.");
        if (labelFile is null)
        {
            string[] files = [.. Directory.EnumerateFiles(folder).Where(IsPicture).OrderBy(Path.GetFileName, StringComparer.Ordinal)];
            return files.Length < 2 ? throw TooFew(folder, files.Length) : new ImageSet(NameOf(folder), [.. files.Select(f => IqaImage.FromFile(f))]);
        }

        var rows = LabelFile.Read(labelFile);
        if (rows.Count < 2) throw TooFew(labelFile, rows.Count);
        var images = new List<IqaImage>(rows.Count);
        var (index, taken) = (new PictureIndex(folder), new Dictionary<string, Label>(StringComparer.Ordinal));
        var bare = rows.DistinctBy(r => r.FileName, StringComparer.OrdinalIgnoreCase).Count() == rows.Count;
        if (withMos) ExpectDirection(labelFile, rows, scale);
        foreach (var row in rows)
        {
            var found = index.Find(row.Image) ?? throw row.Fault($"a picture in {folder}", $"no {row.Image} there");
            if (!taken.TryAdd(found, row)) throw row.Fault("a picture of its own", $"{found}, which is that of line {taken[found].Line} too");
            var file = index.FullPath(found);
            if (withMos && scale is not null && !scale.Allows(row.Mos))
                throw row.Fault($"a MOS in {scale.Low} to {scale.High}", $"{row.Mos}");
            images.Add(new IqaImage(bare ? Path.GetFileName(file) : row.Image, () => ImageCodec.Decode(file), withMos ? row.Mos : null)
            {
                File = file,
                Std = withMos ? row.Std : null,
                Split = row.Split,
                Reference = row.Reference is { } reference ? Pristine(index, row, reference) : null,
            });
        }

        var name = $"{NameOf(folder)}/{Path.GetFileNameWithoutExtension(labelFile)}";
        return new ImageSet(name, images, withMos ? scale : null);
    }

    /// <summary>What a label calls its reference says which pictures show the same, even where the reference itself is not in the folder.</summary>
    private static IqaImage Pristine(PictureIndex index, Label row, string reference) =>
        PictureName.Normalise(reference) is { } name && index.Find(name) is { } file
            ? IqaImage.FromFile(reference, index.FullPath(file), null)
            : new IqaImage(reference, () => throw row.Fault($"the reference below {index.Folder}", $"no {reference} there"));

    /// <summary>Refuses scores that rise with the damage where the files' names tell it: most often a column of differences (dmos).</summary>
    private static void ExpectDirection(string labelFile, IReadOnlyList<Label> rows, MosScale? scale)
    {
        var meant = scale ?? MosScale.Observed([.. rows.Select(r => r.Mos)], higherIsBetter: true);
        if (DirectionCheck.ByLevel(rows, meant) is { Reversed: true } check)
            throw new InvalidDataException($"{labelFile}: expected scores of which {(meant.HigherIsBetter ? "higher" : "lower")} is better, but in {1 - check.Share:P0} of {check.Pairs} pairs the more damaged picture has the better score; turn them round.");
    }

    private static string NameOf(string folder) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is { Length: > 0 } name
            ? name
            : folder;

    private static InvalidDataException TooFew(string place, int count) => new(
        $"{place}: expected two or more pictures (JPEG, PNG, WebP, BMP or TIFF), " +
        $"found {(count == 0 ? "none" : "one")}.");
}
