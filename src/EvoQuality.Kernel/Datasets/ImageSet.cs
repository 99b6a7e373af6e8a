using EvoQuality.Foundations;

namespace EvoQuality.Datasets;

/// <summary>Pictures in a fixed order, with the scale of their scores.</summary>
public sealed class ImageSet
{
    /// <summary>A set of pictures.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="images">One or more, ids all different.</param>
    /// <param name="scale">What the scores mean; null if there are none or their scale is not known.</param>
    /// <exception cref="ArgumentException">No pictures, an id twice, or a score outside the
    /// scale.</exception>
    public ImageSet(string name, IReadOnlyList<IqaImage> images, MosScale? scale = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0) throw new ArgumentException($"The set {name} has no pictures.", nameof(images));
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in images)
        {
            if (!ids.Add(image.Id))
                throw new ArgumentException($"The set {name} holds {image.Id} twice.", nameof(images));
            if (scale is not null && image.Mos is { } mos && !scale.Allows(mos))
            {
                throw new ArgumentException(
                    $"The MOS of {image.Id} must lie in {scale.Low} to {scale.High}, but is {mos}.", nameof(images));
            }
        }

        (Name, Images, Scale) = (name, images, scale);
    }

    /// <summary>What reports call it.</summary>
    public string Name { get; }

    /// <summary>The pictures; their index here is what an <see cref="ImagePair"/> refers to.</summary>
    public IReadOnlyList<IqaImage> Images { get; }

    /// <summary>What the scores mean; null if there are none or their scale is not known.</summary>
    public MosScale? Scale { get; }

    /// <summary>Per picture what it shows, for a bootstrap by content.</summary>
    public IReadOnlyList<string> Contents => [.. Images.Select(i => i.Content)];

    /// <summary>The same set with further pictures behind its own, whose indices stay.</summary>
    /// <param name="images">Their scores, where they have any, are on the set's scale.</param>
    public ImageSet With(IEnumerable<IqaImage> images) => new(Name, [.. Images, .. images], Scale);

    /// <summary>The middle of every picture at its own resolution.</summary>
    /// <param name="side">Pixels, 1 or more.</param>
    public ImageSet Middle(int side) => new($"{Name}, middle {side}", [.. Images.Select(i => i.Middle(side))], Scale);

    /// <summary>The same pictures with scores on 1 to 5, higher better.</summary>
    /// <exception cref="InvalidOperationException">The scale is not known, or a picture has no score.</exception>
    public ImageSet OnFivePoints()
    {
        if (Scale is not { } scale) throw new InvalidOperationException($"The set {Name} does not say what its scores mean.");
        return new ImageSet(Name, [.. Images.Select(Converted)], MosScale.FivePoints);

        IqaImage Converted(IqaImage image) => image.Mos is { } mos
            ? image.WithMos(scale.ToFivePoints(mos), image.Std is { } std ? scale.ToFivePointSpread(std) : null)
            : throw new InvalidOperationException($"The picture {image.Id} of {Name} has no score.");
    }

    /// <summary>Decodes every picture, so that a damaged one is found before hours of work and not
    /// after.</summary>
    /// <exception cref="InvalidDataException">Says how many are bad and what is wrong with the
    /// first.</exception>
    public void Check(IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        var faults = new List<Exception>();
        for (var i = 0; i < Images.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                Images[i].Load();
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                faults.Add(e);
            }

            var note = faults.Count == 0 ? "" : $"{faults.Count} bad";
            progress?.Report(new StageProgress("checking pictures", i + 1, Images.Count, "images", note));
        }

        if (faults.Count == 0) return;
        throw new InvalidDataException(
            $"{Name}: {faults.Count} of {Images.Count} images cannot be read; the first is {faults[0].Message}", faults[0]);
    }
}
