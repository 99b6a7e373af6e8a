using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>
/// What a reduction divides by, counted over the WHOLE batch of a step. Every micro-batch is reduced with the counts of
/// the batch it was cut from; then the sum of the micro-batches' losses is the loss of the batch, and so are the gradients,
/// however it was cut.
/// </summary>
/// <param name="Rows">Completions, S.</param>
/// <param name="FilledRows">Completions with at least one token.</param>
/// <param name="Tokens">Completion tokens: the sum of the mask.</param>
/// <param name="MaxLength">Most tokens a completion may have: the divisor of Dr. GRPO.</param>
public sealed record BatchCounts(long Rows, long FilledRows, long Tokens, int MaxLength)
{
    /// <summary>Counts a batch.</summary>
    /// <param name="mask">(S, L) bool or number of the whole batch, 1 = completion token.</param>
    /// <param name="maxLength">Most tokens a completion may have; null takes L, as verl does.</param>
    public static BatchCounts Of(Tensor mask, int? maxLength = null)
    {
        ArgumentNullException.ThrowIfNull(mask);
        using var scope = NewDisposeScope();
        var lengths = mask.to_type(ScalarType.Int64).sum(1).cpu().data<long>(); // (S)
        long filled = 0, tokens = 0;
        foreach (var length in lengths)
        {
            tokens += length;
            if (length > 0) filled++;
        }

        return new BatchCounts(mask.shape[0], filled, tokens, maxLength ?? (int)mask.shape[1]);
    }

    /// <summary>Counts of a batch from those of its parts; the longest counts for all.</summary>
    public static BatchCounts operator +(BatchCounts a, BatchCounts b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new BatchCounts(a.Rows + b.Rows, a.FilledRows + b.FilledRows, a.Tokens + b.Tokens, Math.Max(a.MaxLength, b.MaxLength));
    }
}
