using EvoQuality.Datasets;
using EvoQuality.Imaging;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// Encoded images of one policy version. The tower does not see the prompt, so an image is encoded once and used in
/// every pair; <see cref="Clear"/> is called when the weights change.
/// </summary>
internal sealed class VisionFeatures(Qwen25VLModel model, ImageStore store) : IDisposable
{
    private const int ImagesPerBatch = 16;
    private readonly Dictionary<string, Tensor> _encoded = new(StringComparer.Ordinal);

    /// <summary>Vectors of the images in order: (cells of all, D). A fresh tensor, without a graph.</summary>
    public Tensor Gather(IReadOnlyList<IqaImage> images)
    {
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        var missing = images.DistinctBy(i => i.Id).Where(i => !_encoded.ContainsKey(i.Id)).Chunk(ImagesPerBatch);
        foreach (var batch in missing)
        {
            var parts = Encode(model, store, batch);
            for (var i = 0; i < batch.Length; i++) _encoded.Add(batch[i].Id, parts[i].clone().DetachFromDisposeScope());
        }

        return cat([.. images.Select(i => _encoded[i.Id])], 0).MoveToOuterDisposeScope();
    }

    /// <summary>Encodes images anew, with a graph when gradients are on; one tensor (cells, D) per image, owned by the caller's scope.</summary>
    public static IReadOnlyList<Tensor> Encode(Qwen25VLModel model, ImageStore store, IReadOnlyList<IqaImage> images)
    {
        PatchGrid[] grids = [.. images.Select(store.GridOf)];
        using var scope = NewDisposeScope();
        var vectors = model.EncodeImages(store.Patches(images).to(model.Device), grids);
        var parts = vectors.split([.. grids.Select(g => (long)g.Count / model.Config.Vision.MergeUnit)], 0);
        return [.. parts.Select(p => p.MoveToOuterDisposeScope())];
    }

    public void Clear()
    {
        foreach (var tensor in _encoded.Values) tensor.Dispose();
        _encoded.Clear();
    }

    public void Dispose() => Clear();
}
