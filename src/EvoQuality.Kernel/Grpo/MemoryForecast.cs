using EvoQuality.Grpo.Optimizer;
using EvoQuality.Qwen25VL;
using EvoQuality.Qwen25VL.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>
/// Bytes that a GRPO training takes, from the architecture alone: no weight is allocated. What layers keep for the backward pass is
/// counted from their code; <c>EvoQuality.Benchmarks -- memory-modes</c> compares it with measured peaks. The libraries' own
/// memory and what an allocator leaves unused come on top.
/// </summary>
/// <param name="Weights">The policy's weights, an adapter's matrices with them.</param>
/// <param name="Reference">The reference policy's weights.</param>
/// <param name="Gradients">Gradients of what is trained.</param>
/// <param name="Optimizer">Moments, and what is kept beside narrow weights.</param>
/// <param name="Activations">Most that a forward and a backward pass hold of one micro-batch.</param>
/// <param name="Sampling">Keys, values and logits while the completions are sampled.</param>
/// <param name="Stepping">What the optimizer's step needs for a moment.</param>
public sealed record MemoryForecast(
    long Weights, long Reference, long Gradients, long Optimizer, long Activations, long Sampling, long Stepping)
{
    private const int Wide = sizeof(float);
    private const int Norms = 2; // of a layer

    // Widths that one layer keeps per token: outputs of the norms 2, queries 1, mixed values as attention and as the projection keep
    // them 2, residual sums 2. A norm that is trained keeps its input to the weight as well.
    private const int LayerWidths = 7;

    // The same of a vision block, whose fused queries, keys and values stay whole beside the rotated ones.
    private const int BlockWidths = 11;
    private const int MergerWidths = 3; // its norm, and both sides of its activation
    private const int Inner = 4; // gate, its activation, up, and their product
    private const int StepCopies = 2, NarrowStepCopies = 14; // pieces of the largest parameter at once; narrow values are made wide and rounded
    private const int Copies = 4; // logits, and while they go backward the gradients of what was chosen and of the normaliser

    /// <summary>Most that is held at once: gradients with activations or the step, or keys and values while sampling.</summary>
    public long Peak => Weights + Reference + Optimizer + Math.Max(Gradients + Math.Max(Activations, Stepping), Sampling);

    /// <summary>Answers a question.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or an adapter's target names no layer.</exception>
    public static MemoryForecast Of(MemoryQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        question.Update.Validate();
        question.Adapter?.Validate();
        var element = (long)question.Type.ElementSize();
        long[] sizes = [.. WeightManifest.Of(question.Config).Select(w => w.Shape.Aggregate(1L, (product, size) => product * size))];
        var all = sizes.Sum();
        var low = question.Adapter is { } adapter
            ? LinearShape.Matching(question.Config, adapter).Sum(l => adapter.Rank * (l.Inputs + l.Outputs))
            : 0;
        var (trained, type) = question.Adapter is null ? (all, question.Type) : (low, ScalarType.Float32);
        return new MemoryForecast(
            (all * element) + (low * Wide),
            question is { Reference: true, Adapter: null } ? all * element : 0,
            trained * type.ElementSize(),
            trained * ((2L * question.Update.Moments.ElementSize()) + Beside(question.Update.Precision, type)),
            ActivationsOf(question, element),
            SamplingOf(question, element),
            Wide * Math.Min(question.Adapter is null ? sizes.Max() : low, Pieces.Size) * (type == ScalarType.Float32 ? StepCopies : NarrowStepCopies));
    }

    private static long Beside(UpdatePrecision precision, ScalarType type) => precision switch
    {
        _ when type == ScalarType.Float32 => 0,
        UpdatePrecision.Master => Wide,
        UpdatePrecision.Compensated => type.ElementSize(),
        _ => 0,
    };

    private static long ActivationsOf(MemoryQuestion question, long element)
    {
        var (text, vision, adapter) = (question.Config.Text, question.Config.Vision, question.Adapter);
        var narrow = element < Wide;
        var norms = Norms * ((adapter is null ? element : 0) + (narrow ? Wide : 0)); // per width: inputs to their weights; in fp32
        long prompt = (long)question.Prompts * question.PromptTokens;
        long rows = (long)question.Prompts * question.Group, later = rows * (question.CompletionTokens - 1);
        long keysAndValues = 2L * text.KeyValueHeads * text.HeadSize;

        var mask = (long)text.QueryGroups * question.PromptTokens * question.PromptTokens * element;
        var mixing = (narrow ? Wide + element : Wide) * text.Heads * later * (question.PromptTokens + question.CompletionTokens - 1L);
        var layer = ((((LayerWidths * element) + norms) * text.HiddenSize) + (Inner * element * text.IntermediateSize) + (element * keysAndValues))
            * (prompt + later) + mask + mixing;
        var layerInput = element * ((text.HiddenSize * (prompt + later)) + (2 * keysAndValues * prompt)); // keys and values with their gradients

        var seen = adapter is null or { Vision: true };
        var patches = (long)question.Prompts * question.Patches;
        var block = ((((BlockWidths * element) + norms) * vision.HiddenSize) + (Inner * element * vision.IntermediateSize)) * patches;
        var blockInput = element * vision.HiddenSize * patches;
        var merger = seen ? MergerWidths * element * vision.HiddenSize * patches : 0;

        IReadOnlyList<LinearShape> adapted = adapter is null ? [] : LinearShape.Matching(question.Config, adapter);
        var low = adapter is null
            ? 0
            : element * adapter.Rank * ((adapted.Count(l => !l.IsVision) * (prompt + later)) + (adapted.Count(l => l.IsVision) * patches)
                + (narrow ? adapted.Sum(l => l.Inputs + l.Outputs) : 0)); // what goes between the two matrices, and those in the layers' type

        var logits = Math.Min(question.LogitBudget, (long)Copies * Wide * text.VocabularySize * (rows + later));
        var backward = element * Inner * text.IntermediateSize * (prompt + later); // gradients of the layer that is being gone through
        return question.Checkpointing
            ? (text.Layers * layerInput) + (seen ? vision.Depth * blockInput : 0) + Math.Max(logits, Math.Max(layer + backward + (low / text.Layers), seen ? 2 * block : 0))
            : (text.Layers * layer) + low + (seen ? vision.Depth * block : 0) + merger + Math.Max(logits, backward);
    }

    private static long SamplingOf(MemoryQuestion question, long element)
    {
        var text = question.Config.Text;
        long rows = (long)question.Prompts * question.Group;
        var positions = ((long)question.Prompts * question.PromptTokens) + (rows * question.CompletionTokens);
        return (2L * text.Layers * text.KeyValueHeads * text.HeadSize * element * positions) + (Copies * Wide * rows * text.VocabularySize);
    }
}
