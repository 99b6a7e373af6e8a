using EvoQuality.Qwen25VL;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// How many prompts are read at once and how many of their rows are generated at once, so that what a pass needs beside
/// the weights (keys and values, the widest layer's intermediate values, logits) stays below a budget. An estimate from
/// the architecture, made to err upwards.
/// </summary>
/// <param name="text">The language model.</param>
/// <param name="type">Type it computes in.</param>
/// <param name="budget">Bytes.</param>
/// <param name="rows">Rows per prompt.</param>
/// <param name="tokens">Tokens a row's cache holds.</param>
/// <param name="scored">Positions per row whose logits are held at once.</param>
internal sealed class MemoryPlan(TextConfig text, ScalarType type, long budget, int rows, int tokens, int scored)
{
    private const int Copies = 3; // of logits and attention scores while they are filtered, normalised and drawn from
    private readonly long _element = type.ElementSize();

    /// <summary>Prompts of this length that one pass takes; at least 1.</summary>
    /// <exception cref="ArgumentException">The budget does not hold one prompt with one row.</exception>
    public int Prompts(int length) => (int)Math.Max(1, budget / (Prompt(length) + (RowsAtOnce(length) * Row(length))));

    /// <summary>Rows per prompt that are generated at once: all, or fewer of a single prompt.</summary>
    /// <exception cref="ArgumentException">The budget does not hold one prompt with one row.</exception>
    public int RowsAtOnce(int length)
    {
        var fit = (budget - Prompt(length)) / Row(length);
        return fit >= 1
            ? (int)Math.Min(rows, fit)
            : throw new ArgumentException(
                $"A memory budget of {Mebibytes(budget)} MiB is too small: a prompt of {length} tokens takes about {Mebibytes(Prompt(length))} MiB and one answer to it {Mebibytes(Row(length))} MiB.");
    }

    private long KeysAndValues => 2L * text.Layers * text.KeyValueHeads * text.HeadSize * _element;

    private long Layer => ((3L * text.IntermediateSize) + (8L * text.HiddenSize)) * _element;

    private long Prompt(int length) =>
        (length * (KeysAndValues + Layer)) + ((long)length * length * text.QueryGroups * sizeof(float)) + ((long)text.VocabularySize * sizeof(float));

    private long Row(int length) =>
        (tokens * KeysAndValues) + (scored * (Layer + (Copies * sizeof(float) * ((2L * text.VocabularySize) + ((long)text.Heads * (length + tokens))))));

    private static string Mebibytes(long bytes) => (bytes / 1048576.0).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}
