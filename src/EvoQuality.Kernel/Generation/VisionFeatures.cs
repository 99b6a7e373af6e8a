using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// Encoded images of one policy version. The tower does not see the prompt, so an image is encoded once and used in
/// every pair, up to a limit of memory; <see cref="Clear"/> is called when the weights change.
/// </summary>
internal sealed class VisionFeatures(Qwen25VLModel model, ImageStore store) : IDisposable
{
    private const long Limit = 2L << 30;
    private readonly Lock _gathering = new(); // else what one thread joins another could let go
    private readonly SizedCache<IqaImage, Tensor> _encoded = new(Limit, t => t.NumberOfElements * t.ElementSize, t => t.Dispose());

    /// <summary>Where features are kept between processes; null keeps them in memory alone.</summary>
    public FeatureFolder? Folder { get; set; }

    /// <summary>Vectors of the images in order: (cells of all, D). A fresh tensor, without a graph. Safe to use from several threads.</summary>
    public Tensor Gather(IReadOnlyList<IqaImage> images)
    {
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        using var alone = _gathering.EnterScope();
        IqaImage[] missing = [.. images.Distinct().Where(i => !_encoded.TryGet(i, out _))];
        Workers.Share(missing.Length, Folder is null ? Workers.For(model.Device) : 1, (_, first, count) =>
        {
            using var inner = inference_mode();
            foreach (var image in missing.AsSpan(first, count)) Keep(image);
        });
        var joined = cat([.. images.Select(i => _encoded.TryGet(i, out var kept) ? kept : throw new InvalidOperationException(i.Id))], 0);
        _encoded.Trim();
        return joined.MoveToOuterDisposeScope();
    }

    /// <summary>Encodes one image: its last bits must not depend on which others were missing.</summary>
    private void Keep(IqaImage image)
    {
        using var scope = NewDisposeScope();
        var encoded = Folder is null ? Encode(model, store, [image])[0] : Folder.Load(image, model, store);
        _encoded.Add(image, encoded.clone().DetachFromDisposeScope());
    }

    /// <summary>Encodes images anew, with a graph when gradients are on; one tensor (cells, D) per image, owned by the caller's scope.</summary>
    public static IReadOnlyList<Tensor> Encode(Qwen25VLModel model, ImageStore store, IReadOnlyList<IqaImage> images)
    {
        using var scope = NewDisposeScope();
        var parts = EncodeJoined(model, store, images, null, out var cells).split(cells, 0);
        return [.. parts.Select(p => p.MoveToOuterDisposeScope())];
    }

    /// <summary>The same as one tensor (cells of all, D), recorded on a tape where one is given.</summary>
    public static Tensor EncodeJoined(
        Qwen25VLModel model, ImageStore store, IReadOnlyList<IqaImage> images, RecomputeTape? tape, out long[] cells)
    {
        PatchGrid[] grids = [.. images.Select(store.GridOf)];
        cells = [.. grids.Select(g => (long)g.Count / model.Config.Vision.MergeUnit)];
        using var scope = NewDisposeScope();
        return model.EncodeImages(store.Patches(images), grids, tape).MoveToOuterDisposeScope();
    }

    public void Clear() => _encoded.Clear();

    public void Dispose() => Clear();
}
