using System.Runtime.CompilerServices;
using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// Pictures at the size the model sees, decoded and resized once and kept as bytes (150 KB at 224x224) up to a limit;
/// shared by all policies that read the same sizes. Safe to use from several threads.
/// </summary>
/// <param name="options">Sizes and normalisation.</param>
/// <param name="limit">Bytes kept; pictures beyond are decoded again when they are needed. Default 2 GiB.</param>
public sealed class ImageStore(ImageProcessorOptions options, long limit = 2L << 30)
{
    private readonly ImageProcessor _processor = new(options);
    private readonly SizedCache<IqaImage, RgbImage> _resized = new(limit, picture => picture.Pixels.LongLength);
    private readonly ConditionalWeakTable<IqaImage, PatchGrid> _grids = [];

    /// <summary>Sizes and normalisation.</summary>
    public ImageProcessorOptions Options { get; } = options;

    /// <summary>The grid an image will have.</summary>
    public PatchGrid GridOf(IqaImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!_grids.TryGetValue(image, out var grid))
        {
            Resized(image);
            _grids.TryGetValue(image, out grid);
        }

        return grid!;
    }

    /// <summary>
    /// Patch rows of several still images, one after another: (P, C*y*x), fp32, CPU. One frame each: the model adds up its
    /// kernel's frames instead.
    /// </summary>
    public Tensor Patches(IReadOnlyList<IqaImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var rows = new PatchRows[images.Count];
        Parallel.For(0, images.Count, i => rows[i] = _processor.CutFrame(Resized(images[i])));
        using var scope = NewDisposeScope();
        var width = Options.RowLength / Options.TemporalPatchSize;
        return cat([.. rows.Select(r => tensor(r.Values).view(-1, width))], 0).MoveToOuterDisposeScope();
    }

    /// <summary>Decodes and resizes pictures ahead of their use, on another thread.</summary>
    /// <returns>Done when all are ready; fails as their use would.</returns>
    public Task PrepareAsync(IEnumerable<IqaImage> images)
    {
        IqaImage[] wanted = [.. images];
        return Task.Run(() =>
        {
            foreach (var image in wanted) Resized(image);
        });
    }

    /// <summary>Drops all pictures: for training on a stream of pictures that are seen once.</summary>
    public void Clear() => _resized.Clear();

    private RgbImage Resized(IqaImage image)
    {
        if (_resized.TryGet(image, out var kept)) return kept;
        var picture = image.Load();
        try
        {
            kept = _processor.Resize(picture);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{image.Id}: {e.Message}", e);
        }

        _grids.AddOrUpdate(image, new PatchGrid(1, kept.Height / Options.PatchSize, kept.Width / Options.PatchSize));
        _resized.Add(image, kept);
        _resized.Trim();
        return kept;
    }
}
