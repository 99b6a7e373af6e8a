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
    /// below and in the file's order, so that one folder serves several splits. File names are ids.
    /// </summary>
    /// <param name="folder">Where the pictures are; files of other kinds are ignored.</param>
    /// <param name="labelFile">Any file that <see cref="LabelFile"/> reads, such as CSV with the columns <c>image</c> and
    /// <c>mos</c>; names match in any case, folders in them are a wish only.</param>
    /// <param name="scale">What the scores mean; null leaves it open. A score outside it is an error.</param>
    /// <param name="withMos">False uses the label file's names only: evolution sees no labels.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such label file.</exception>
    /// <exception cref="InvalidDataException">Fewer than two pictures, or a fault in the label file (with its
    /// line).</exception>
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
        var index = new PictureIndex(folder);
        foreach (var row in rows)
        {
            var file = index.FullPath(index.Find(row.Image) ?? throw row.Fault($"a picture in {folder}", $"no {row.Image} there"));
            if (withMos && scale is not null && !scale.Allows(row.Mos))
                throw row.Fault($"a MOS in {scale.Low} to {scale.High}", $"{row.Mos}");
            var image = IqaImage.FromFile(file);
            images.Add(withMos ? image.WithMos(row.Mos, row.Std) : image);
        }

        var name = $"{NameOf(folder)}/{Path.GetFileNameWithoutExtension(labelFile)}";
        return new ImageSet(name, images, withMos ? scale : null);
    }

    private static string NameOf(string folder) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is { Length: > 0 } name
            ? name
            : folder;

    private static InvalidDataException TooFew(string place, int count) => new(
        $"{place}: expected two or more pictures (JPEG, PNG, WebP, BMP or TIFF), " +
        $"found {(count == 0 ? "none" : "one")}.");
}
