using System.Globalization;
using EvoQuality.Qwen25VL;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>What one prompt of a training batch weighs.</summary>
/// <param name="Tokens">Tokens of the prompt, image places included.</param>
/// <param name="Patches">Patches of its images.</param>
/// <param name="Answer">Tokens of its longest completion.</param>
internal readonly record struct TrainingRow(int Tokens, int Patches, int Answer);

/// <summary>
/// Cuts a batch into micro-batches whose activations stay below a budget: an estimate from the architecture of what the
/// layers keep for the backward pass, made to err upwards. Prompts stay in order, and a prompt stays with all its completions.
/// </summary>
/// <param name="config">Architecture.</param>
/// <param name="type">Type it computes in.</param>
/// <param name="memory">The budget and what is kept.</param>
/// <param name="group">Completions per prompt, G.</param>
internal sealed class TrainingPlan(Qwen25VLConfig config, ScalarType type, TrainingMemory memory, int group)
{
    // Values that one layer keeps per token: norms keep three widths each, residual sums and projections one each; the gated
    // part keeps gate, up, both factors and their product. Counted from the layers' code, for a type of this many bytes.
    private const int Widths = 12, Inner = 5, Queries = 4;
    private const int Again = 2; // a layer that is computed again, and its gradients
    private readonly long _element = type.ElementSize();

    /// <summary>How many prompts each micro-batch takes.</summary>
    /// <param name="rows">The batch.</param>
    /// <param name="workers">Micro-batches that are computed at once: they share the budget, and there are at least so many.</param>
    /// <param name="gradients">Bytes of gradients that each worker beyond the first has of its own.</param>
    /// <exception cref="ArgumentException">The budget does not hold one prompt with its completions.</exception>
    public IReadOnlyList<int> Split(IReadOnlyList<TrainingRow> rows, int workers = 1, long gradients = 0)
    {
        var (sizes, most) = (new List<int>(), (rows.Count + workers - 1) / workers);
        var budget = (memory.Budget - ((workers - 1) * gradients)) / workers;
        for (var start = 0; start < rows.Count; start += sizes[^1])
        {
            var widest = rows[start];
            if (Bytes(widest, 1) > budget) throw TooSmall(widest);
            var size = 1;
            while (size < most && start + size < rows.Count)
            {
                widest = Widest(widest, rows[start + size]);
                if (Bytes(widest, size + 1) > budget) break;
                size++;
            }

            sizes.Add(size);
        }

        return sizes;
    }

    /// <summary>
    /// How many workers may compute micro-batches at once: each needs activations and, beyond the first, gradients of its own, and all
    /// of that stays below the budget.
    /// </summary>
    /// <param name="rows">The batch.</param>
    /// <param name="wanted">At most so many.</param>
    /// <param name="gradients">Bytes of one set of gradients.</param>
    public int Workers(IReadOnlyList<TrainingRow> rows, int wanted, long gradients)
    {
        var activations = Bytes(rows.Aggregate(Widest), 1);
        return (int)Math.Clamp((memory.Budget + gradients) / (activations + gradients), 1, Math.Min(wanted, rows.Count));
    }

    private static TrainingRow Widest(TrainingRow a, TrainingRow b) =>
        new(Math.Max(a.Tokens, b.Tokens), Math.Max(a.Patches, b.Patches), Math.Max(a.Answer, b.Answer));

    /// <summary>Bytes of activations of so many prompts, padded to the widest.</summary>
    public long Bytes(TrainingRow widest, int prompts) => Bytes(widest, prompts, memory.Checkpointing);

    private long Bytes(TrainingRow widest, int prompts, Checkpointing kept)
    {
        var (text, vision) = (config.Text, config.Vision);
        var layers = kept == Checkpointing.Layers;
        long positions = widest.Tokens + ((long)group * (widest.Answer - 1));
        var keysAndValues = 2L * text.KeyValueHeads * text.HeadSize;
        var full = (((Widths * (long)text.HiddenSize) + (Inner * (long)text.IntermediateSize) + (Queries * (long)text.Heads * text.HeadSize) + (2 * keysAndValues)) * positions * _element)
            + Scores(widest);
        var light = ((text.HiddenSize * positions) + (2 * keysAndValues * widest.Tokens)) * _element; // inputs; keys, values and their gradients
        var seen = ((Widths * (long)vision.HiddenSize) + (Inner * (long)vision.IntermediateSize) + (Queries * (long)vision.HiddenSize)) * widest.Patches * _element;
        var glimpsed = (long)vision.HiddenSize * widest.Patches * _element;
        var body = layers
            ? (text.Layers * light) + (vision.Depth * glimpsed) + (Again * Math.Max(full, seen))
            : (text.Layers * full) + (vision.Depth * seen);
        var logits = 4L * sizeof(float) * text.VocabularySize * (1 + ((long)group * (widest.Answer - 1)));
        return (prompts * body) + Math.Min(memory.LogitBudget, prompts * logits);
    }

    /// <summary>Weights of the branches' attention over prompt and own tokens, three copies, and the prompt's mask.</summary>
    private long Scores(TrainingRow widest) =>
        (3L * sizeof(float) * config.Text.Heads * group * (widest.Answer - 1) * (widest.Tokens + widest.Answer))
        + ((long)config.Text.QueryGroups * widest.Tokens * widest.Tokens * sizeof(float));

    private ArgumentException TooSmall(TrainingRow row)
    {
        var hint = memory.Checkpointing == Checkpointing.None
            ? $"; with {nameof(Checkpointing)}.{nameof(Checkpointing.Layers)} about {Mebibytes(Bytes(row, 1, Checkpointing.Layers))} MiB"
            : "";
        return new ArgumentException(
            $"A training budget of {Mebibytes(memory.Budget)} MiB is too small: one prompt of {row.Tokens} tokens with its {group} completions of up to {row.Answer} takes about {Mebibytes(Bytes(row, 1))} MiB{hint}.");
    }

    private static string Mebibytes(long bytes) => (bytes / 1048576.0).ToString("0.##", CultureInfo.InvariantCulture);
}
