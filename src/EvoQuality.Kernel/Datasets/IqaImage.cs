using EvoQuality.Imaging;

namespace EvoQuality.Datasets;

/// <summary>One picture of a data set: a name, a way to get its pixels, and what people thought of it, if
/// known.</summary>
public sealed class IqaImage
{
    private readonly Func<RgbImage> _load;

    /// <summary>A picture from anywhere.</summary>
    /// <param name="id">Name, unique within its set.</param>
    /// <param name="load">Gives the pixels; called each time they are needed, possibly from several
    /// threads.</param>
    /// <param name="mos">Mean opinion score on the set's scale; null if unknown.</param>
    public IqaImage(string id, Func<RgbImage> load, double? mos = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(load);
        if (mos is { } value && !double.IsFinite(value))
            throw new ArgumentException($"The MOS of {id} must be a finite number, but is {value}.", nameof(mos));
        (Id, _load, Mos) = (id, load, mos);
    }

    /// <summary>Name, unique within its set; the file name for a file.</summary>
    public string Id { get; }

    /// <summary>Mean opinion score on the set's <see cref="ImageSet.Scale"/>; null if unknown.</summary>
    public double? Mos { get; }

    /// <summary>A picture file; it is read when it is loaded, not now.</summary>
    public static IqaImage FromFile(string path, double? mos = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new IqaImage(Path.GetFileName(path), () => ImageCodec.Decode(path), mos);
    }

    /// <summary>The pixels, decoded anew each time.</summary>
    /// <exception cref="InvalidDataException">The picture file is damaged.</exception>
    public RgbImage Load() => _load();
}
