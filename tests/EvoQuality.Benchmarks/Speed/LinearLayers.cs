using EvoQuality.Foundations;
using EvoQuality.Qwen25VL;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Speed;

/// <summary>
/// The model's linear layers alone: how long a decoding step of them takes as plain torch calls, how many bytes it reads,
/// how many operations a prefill of them has. What a step takes beyond that is overhead.
/// </summary>
internal static class LinearLayers
{
    /// <summary>
    /// Seconds of one step's products, head included: the floor of decoding with this matrix library, by torch's threads or by
    /// workers, whichever is faster.
    /// </summary>
    /// <param name="model">Its own weights, so that they come from memory and not from a cache.</param>
    /// <param name="prompts">Prompts of a batch.</param>
    /// <param name="k">Rows of each.</param>
    public static double StepSeconds(Qwen25VLModel model, int prompts, int k)
    {
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        var (layers, rows, most) = (Step(model), prompts * k, Workers.For(model.Device));
        var inputs = layers.Select(l => l.Weight.shape[1]).Distinct()
            .ToDictionary(width => width, width => Machine.Random([rows, width], layers[0].Weight.dtype, model.Device));
        return new[] { 1, most }.Distinct().Min(workers => Machine.Median(9, () => Workers.Share(rows, workers, (_, first, count) =>
        {
            using var inner = inference_mode();
            using var own = NewDisposeScope();
            var mine = inputs.ToDictionary(i => i.Key, i => i.Value.narrow(0, first, count));
            foreach (var (weight, bias) in layers) nn.functional.linear(mine[weight.shape[1]], weight, bias).Dispose();
        }), model.Device));
    }

    /// <summary>Bytes of the weights that a decoding step reads.</summary>
    public static long StepBytes(Qwen25VLModel model)
    {
        using var scope = NewDisposeScope();
        return Step(model).Sum(l => l.Weight.NumberOfElements * l.Weight.ElementSize);
    }

    /// <summary>Operations (a multiplication and an addition are two) of a prefill's products, attention left out.</summary>
    /// <param name="model">The model.</param>
    /// <param name="positions">Token positions through the language model.</param>
    /// <param name="prompts">Last positions through the head.</param>
    /// <param name="patches">Patch rows through the vision tower.</param>
    public static double PrefillOperations(Qwen25VLModel model, long positions, long prompts, long patches)
    {
        using var scope = NewDisposeScope();
        double Elements(string prefix) => model.named_parameters()
            .Where(p => p.name.StartsWith(prefix, StringComparison.Ordinal) && p.parameter.dim() > 1).Sum(p => p.parameter.NumberOfElements);
        var merged = patches / model.Config.Vision.MergeUnit;
        return 2 * ((Elements("model.layers.") * positions) + (Head(model).NumberOfElements * prompts)
            + ((Elements("visual.patch_embed") + Elements("visual.blocks")) * patches) + (Elements("visual.merger") * merged));
    }

    private static (Tensor Weight, Tensor? Bias)[] Step(Qwen25VLModel model)
    {
        var all = model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter, StringComparer.Ordinal);
        var layers = all.Where(p => p.Key.StartsWith("model.layers.", StringComparison.Ordinal) && p.Value.dim() == 2)
            .Select(p => (p.Value, all.GetValueOrDefault(p.Key[..^"weight".Length] + "bias")));
        return [.. layers, (Head(model), null)];
    }

    private static Parameter Head(Qwen25VLModel model)
    {
        var name = model.Config.Text.TieWordEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight";
        return model.named_parameters().First(p => p.name == name).parameter;
    }
}
