using System.Security.Cryptography;
using EvoQuality.Foundations;
using EvoQuality.Imaging;

namespace EvoQuality.Datasets;

/// <summary>
/// Pictures by reference, for work that several machines share: a list with each file's path, relative to the list's folder, and the
/// hash of its bytes. Pictures that are no files, such as generated scenes, are written beside the list as PNG, which loses nothing.
/// </summary>
public static class ReferencedImages
{
    private const string ListName = "images.jsonl";
    private const string MadeName = "images";

    /// <summary>Writes the list, every file read once.</summary>
    /// <param name="folder">Where the list is written.</param>
    /// <param name="home">Where it will lie when it is read: paths are relative to this.</param>
    /// <param name="images">The pictures, in their order.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images.</param>
    public static void Write(
        string folder, string home, IReadOnlyList<IqaImage> images, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var list = new Journal<ReferencedImage>(Path.Combine(folder, ListName));
        var references = new List<ReferencedImage>(images.Count);
        foreach (var (i, image) in images.Index())
        {
            cancel.ThrowIfCancellationRequested();
            references.Add(image.File is { } file
                ? new ReferencedImage(image.Id, Slashes(Path.GetRelativePath(home, file)), CheckedFolder.HashOf(file), image.Mos)
                : Made(folder, i, image));
            progress?.Report(new StageProgress("noting pictures", i + 1, images.Count, "images"));
        }

        list.Append(references);
    }

    /// <summary>The pictures of a list. A file is held against its hash each time it is read.</summary>
    /// <param name="folder">Where the list lies.</param>
    /// <param name="elsewhere">Folder that holds the files by name, in itself or in folders below, where this machine has them at another place; null takes the list's paths.</param>
    /// <param name="present">False where names alone are needed: the files may then be on another machine, and are asked for when a picture is loaded.</param>
    /// <exception cref="FileNotFoundException">A file is missing; the message names the first.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no folder elsewhere.</exception>
    /// <exception cref="InvalidDataException">The list was changed; or, thrown when a picture is loaded, its file was.</exception>
    public static IReadOnlyList<IqaImage> Read(string folder, string? elsewhere = null, bool present = true)
    {
        var list = Path.Combine(folder, ListName);
        var below = elsewhere is null ? null : new Lazy<PictureIndex>(() => new PictureIndex(elsewhere));
        return [.. Journal.Stream<ReferencedImage>(list).Select(reference =>
        {
            var made = reference.File.StartsWith($"{MadeName}/", StringComparison.Ordinal);
            var path = elsewhere is null || made
                ? Path.GetFullPath(Path.Combine(folder, reference.File))
                : Found(elsewhere, reference.File, below!);
            if (present && !File.Exists(path)) throw new FileNotFoundException($"{path}: expected the picture {reference.Id} of {list}, found no such file.", path);
            return new IqaImage(reference.Id, () => Load(path, reference), reference.Mos) { File = path };
        })];
    }

    /// <summary>The file of this name in a folder, else the one below it whose own folder has the same name, else any below it.</summary>
    private static string Found(string elsewhere, string file, Lazy<PictureIndex> below)
    {
        var flat = Path.Combine(elsewhere, Path.GetFileName(file));
        return File.Exists(flat) || below.Value.Find(string.Join('/', file.Split('/').TakeLast(2))) is not { } found ? flat : below.Value.FullPath(found);
    }

    private static ReferencedImage Made(string folder, int number, IqaImage image)
    {
        var name = $"{MadeName}/{number:D6}.png";
        AtomicFile.WriteAllBytes(Path.Combine(folder, name), ImageCodec.EncodePng(image.Load()));
        return new ReferencedImage(image.Id, name, CheckedFolder.HashOf(Path.Combine(folder, name)), image.Mos);
    }

    private static RgbImage Load(string path, ReferencedImage reference)
    {
        var bytes = File.ReadAllBytes(path);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == reference.Sha256
            ? ImageCodec.Decode(bytes, path)
            : throw new InvalidDataException($"{path}: the picture {reference.Id} has changed since the job was made; bring the old file back, or make a new job.");
    }

    private static string Slashes(string path) => path.Replace('\\', '/');
}

/// <summary>A line of the list.</summary>
/// <param name="Id">Name within the set.</param>
/// <param name="File">Path from the list's folder, parted by '/'.</param>
/// <param name="Sha256">Of the file's bytes, hexadecimal.</param>
/// <param name="Mos">Its opinion score; null if unknown.</param>
internal sealed record ReferencedImage(string Id, string File, string Sha256, double? Mos);
