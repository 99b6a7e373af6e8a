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

    /// <summary>Standard deviation of the opinions behind <see cref="Mos"/>, on the same scale; null if unknown.</summary>
    public double? Std { get; init; }

    /// <summary>Part of the set it belongs to: <c>train</c>, <c>validation</c>, <c>test</c>; null if the set has no parts.</summary>
    public string? Split { get; init; }

    /// <summary>Path of the file it is read from; null for a picture that is made.</summary>
    public string? File { get; internal init; }

    /// <summary>The pristine picture it was made from; null if there is none.</summary>
    public IqaImage? Reference { get; init; }

    /// <summary>What it shows: the name of its reference, else its own. Pictures of one content are not independent.</summary>
    public string Content => Reference?.Id ?? Id;

    /// <summary>A picture file; it is read when it is loaded, not now.</summary>
    public static IqaImage FromFile(string path, double? mos = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FromFile(Path.GetFileName(path), path, mos);
    }

    /// <summary>A picture file under a name of its own.</summary>
    public static IqaImage FromFile(string id, string path, double? mos)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new IqaImage(id, () => ImageCodec.Decode(path), mos) { File = path };
    }

    /// <summary>The same picture with another score.</summary>
    internal IqaImage WithMos(double? mos, double? std) => new(Id, _load, mos) { Std = std, Split = Split, File = File, Reference = Reference };

    /// <summary>The middle of the picture at its own resolution (<see cref="CentreCrop"/>): another picture, so another name.</summary>
    /// <param name="side">Pixels, 1 or more.</param>
    public IqaImage Middle(int side) => new($"{Id}#{side}", () => CentreCrop.Of(_load(), side), Mos) { Std = Std, Split = Split, Reference = Reference };

    /// <summary>The pixels, decoded anew each time.</summary>
    /// <exception cref="InvalidDataException">The picture file is damaged.</exception>
    public RgbImage Load() => _load();
}
