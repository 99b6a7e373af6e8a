using EvoQuality.Imaging;
using EvoQuality.Qwen25VL;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Parity;

/// <summary>How far one layer's output is from the reference's, where a token stands.</summary>
/// <param name="Layer">Published name.</param>
/// <param name="Largest">Largest absolute difference.</param>
/// <param name="Relative">The same divided by the root mean square of the reference's output.</param>
public sealed record LayerDifference(string Layer, double Largest, double Relative);

/// <summary>Compares our model layer by layer with a file of make_layer_trace.py.</summary>
public static class LayerTrace
{
    /// <summary>Runs the model on the inputs of the file.</summary>
    /// <param name="model">On the CPU.</param>
    /// <param name="path">The trace.</param>
    /// <returns>Every layer in the order of computation; a difference may be NaN.</returns>
    /// <exception cref="InvalidDataException">The trace is of another architecture.</exception>
    public static IReadOnlyList<LayerDifference> Compare(Qwen25VLModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(path);
        var names = file.Entries.Keys.Where(k => !k.StartsWith("batch.", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var present = file.Read("batch.attention_mask").to_type(ScalarType.Bool); // (B, L)
        var grids = file.Read("batch.image_grid_thw").data<long>().ToArray().Chunk(3)
            .Select(g => new PatchGrid((int)g[0], (int)g[1], (int)g[2])).ToArray();
        var batch = PromptBatch.Create(Prompts(file.Read("batch.input_ids"), present, grids, model.Config), model.Config, CPU);

        var differences = new List<LayerDifference>();
        model.Observer = (layer, output) =>
        {
            if (!names.Remove(layer) || !file.Entries[layer].Shape.AsSpan().SequenceEqual(output.shape))
                throw new InvalidDataException($"{path}: expected a layer {layer} of shape ({string.Join(", ", output.shape)}), but the trace has none.");
            differences.Add(Difference(layer, output.to_type(ScalarType.Float32), file.Read(layer), present));
        };
        try
        {
            model.Logits(model.ReadPrompts(batch, model.EncodeImages(file.Read("batch.pixel_values"), grids), everyPosition: true).Hidden);
        }
        finally
        {
            model.Observer = null;
        }

        return names.Count == 0
            ? differences
            : throw new InvalidDataException($"{path}: has a layer {names.Order(StringComparer.Ordinal).First()}, but the model has none.");
    }

    private static LayerDifference Difference(string layer, Tensor ours, Tensor theirs, Tensor present)
    {
        using var scope = NewDisposeScope();
        var scale = theirs.square().mean().sqrt().item<float>();
        var difference = (ours - theirs).abs();
        if (difference.dim() == 3) difference = difference[present]; // (tokens, D): padding is computed, but means nothing
        var largest = difference.max().item<float>();
        return new LayerDifference(layer, largest, largest / scale);
    }

    /// <summary>The rows without their padding, each with as many of the grids as its image tokens fill.</summary>
    private static List<PromptInput> Prompts(Tensor ids, Tensor present, PatchGrid[] grids, Qwen25VLConfig config)
    {
        var prompts = new List<PromptInput>();
        var next = 0;
        for (var row = 0; row < ids.shape[0]; row++)
        {
            int[] tokens = [.. ids[row][present[row]].data<long>().ToArray().Select(id => (int)id)];
            var first = next;
            for (var left = tokens.Count(id => id == config.ImageTokenId); left > 0; next++) left -= grids[next].Count / config.Vision.MergeUnit;
            prompts.Add(new PromptInput(tokens, [.. grids.Skip(first).Take(next - first)]));
        }

        return prompts;
    }
}
