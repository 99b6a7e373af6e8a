using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Qwen25VL;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// Encoded images of one policy version. The tower does not see the prompt, so an image is encoded once and used in
/// every pair, up to a limit of memory; <see cref="Clear"/> is called when the weights change.
/// </summary>
internal sealed class VisionFeatures(Qwen25VLModel model, ImageStore store) : IDisposable
{
    private const long Limit = 2L << 30;
    private readonly SizedCache<IqaImage, Tensor> _encoded = new(Limit, t => t.NumberOfElements * t.ElementSize, t => t.Dispose());

    /// <summary>Where features are kept between processes; null keeps them in memory alone.</summary>
    public FeatureFolder? Folder { get; set; }

    /// <summary>
    /// Patches that the tower takes at once: 16 images of 224x224 on a GPU; 4 on a CPU, where more cost memory and cache misses
    /// and save no time.
    /// </summary>
    public static int PatchesPerPass(Device device) => device.type == DeviceType.CPU ? 1024 : 4096;

    /// <summary>Vectors of the images in order: (cells of all, D). A fresh tensor, without a graph.</summary>
    public Tensor Gather(IReadOnlyList<IqaImage> images)
    {
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        var missing = images.Distinct().Where(i => !_encoded.TryGet(i, out _)).ToArray();
        foreach (var pass in Passes(missing))
        {
            var parts = Folder is null ? Encode(model, store, pass) : Folder.Load(pass, model, store);
            for (var i = 0; i < pass.Count; i++) _encoded.Add(pass[i], parts[i].clone().DetachFromDisposeScope());
        }

        var joined = cat([.. images.Select(i => _encoded.TryGet(i, out var kept) ? kept : throw new InvalidOperationException(i.Id))], 0);
        _encoded.Trim();
        return joined.MoveToOuterDisposeScope();
    }

    /// <summary>Encodes images anew, with a graph when gradients are on; one tensor (cells, D) per image, owned by the caller's scope.</summary>
    public static IReadOnlyList<Tensor> Encode(Qwen25VLModel model, ImageStore store, IReadOnlyList<IqaImage> images)
    {
        PatchGrid[] grids = [.. images.Select(store.GridOf)];
        using var scope = NewDisposeScope();
        var vectors = model.EncodeImages(store.Patches(images), grids);
        var parts = vectors.split([.. grids.Select(g => (long)g.Count / model.Config.Vision.MergeUnit)], 0);
        return [.. parts.Select(p => p.MoveToOuterDisposeScope())];
    }

    public void Clear() => _encoded.Clear();

    public void Dispose() => Clear();

    /// <summary>Images in order, as many at a time as the tower takes at once; one that is larger alone.</summary>
    private IEnumerable<IReadOnlyList<IqaImage>> Passes(IReadOnlyList<IqaImage> images)
    {
        var pass = new List<IqaImage>();
        var (patches, most) = (0, PatchesPerPass(model.Device));
        foreach (var image in images)
        {
            var added = store.GridOf(image).Count;
            if (pass.Count > 0 && patches + added > most)
            {
                yield return pass;
                (pass, patches) = ([], 0);
            }

            pass.Add(image);
            patches += added;
        }

        if (pass.Count > 0) yield return pass;
    }
}
