using System.Collections.Concurrent;
using EvoQuality.Datasets;
using EvoQuality.Imaging;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// Pictures at the size the model sees, decoded and resized once each and kept as bytes (150 KB at 224x224), shared by
/// all policies that read the same sizes. Several are prepared at a time.
/// </summary>
public sealed class ImageStore(ImageProcessorOptions options)
{
    private readonly ImageProcessor _processor = new(options);
    private readonly ConcurrentDictionary<string, RgbImage> _resized = new(StringComparer.Ordinal);

    /// <summary>Sizes and normalisation.</summary>
    public ImageProcessorOptions Options { get; } = options;

    /// <summary>The grid an image will have.</summary>
    public PatchGrid GridOf(IqaImage image)
    {
        var picture = Resized(image);
        return new PatchGrid(1, picture.Height / Options.PatchSize, picture.Width / Options.PatchSize);
    }

    /// <summary>Patch rows of several images, one after another: (P, X), fp32, CPU.</summary>
    public Tensor Patches(IReadOnlyList<IqaImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var rows = new PatchRows[images.Count];
        Parallel.For(0, images.Count, i => rows[i] = _processor.Cut(Resized(images[i])));
        var values = new float[rows.Sum(r => r.Values.Length)];
        var at = 0;
        foreach (var row in rows)
        {
            row.Values.CopyTo(values, at);
            at += row.Values.Length;
        }

        using var flat = tensor(values);
        return flat.view(-1, Options.RowLength);
    }

    /// <summary>Drops all pictures: for training on a stream of pictures that are seen once.</summary>
    public void Clear() => _resized.Clear();

    private RgbImage Resized(IqaImage image) => _resized.GetOrAdd(image.Id, _ =>
    {
        var picture = image.Load();
        try
        {
            return _processor.Resize(picture);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{image.Id}: {e.Message}", e);
        }
    });
}
