using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>One number from a value per token.</summary>
/// <param name="perToken">(S, L) float: 0 outside the mask.</param>
/// <param name="mask">(S, L) float, 1 = completion token.</param>
/// <param name="counts">Of the whole batch that these S rows may be a part of.</param>
/// <returns>Scalar, owned by the caller.</returns>
public delegate Tensor ReductionFunction(Tensor perToken, Tensor mask, BatchCounts counts);

/// <summary>
/// How the losses of tokens become one. All but <see cref="MicroBatchTokenMean"/> give the same sum over the micro-batches of
/// a batch, however it was cut.
/// </summary>
public static class LossReduction
{
    private const long Tokens = 1;

    /// <summary>
    /// Mean over the tokens of each completion, then over completions: the 1/(BK) of Eq. 5, TRL's "grpo",
    /// VisualQuality-R1. An empty completion adds 0 and is counted.
    /// </summary>
    public static Tensor CompletionMean(Tensor perToken, Tensor mask, BatchCounts counts)
    {
        Expect(perToken, mask, counts);
        using var scope = NewDisposeScope();
        var lengths = mask.sum(Tokens).clamp_min(FixedScalars.One); // (S)
        return (perToken.sum(Tokens) / lengths).sum().DividedBy(counts.Rows).MoveToOuterDisposeScope();
    }

    /// <summary>Mean over all tokens of the batch: TRL's "dapo" (its default), verl's "token-mean" (its default).</summary>
    public static Tensor TokenMean(Tensor perToken, Tensor mask, BatchCounts counts)
    {
        Expect(perToken, mask, counts);
        using var scope = NewDisposeScope();
        return perToken.sum().DividedBy(Math.Max(1, counts.Tokens)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Mean over the tokens of the micro-batch, micro-batches weighted by their rows: TRL's "bnpo". The one reduction that
    /// depends on how a batch is cut; uncut it is <see cref="TokenMean"/>.
    /// </summary>
    public static Tensor MicroBatchTokenMean(Tensor perToken, Tensor mask, BatchCounts counts)
    {
        Expect(perToken, mask, counts);
        using var scope = NewDisposeScope();
        var mean = perToken.sum() / mask.sum().clamp_min(FixedScalars.One);
        return mean.Times(perToken.shape[0] / (double)counts.Rows).MoveToOuterDisposeScope();
    }

    /// <summary>Sum over tokens, divided by completions and the longest allowed length: TRL's "dr_grpo" (arXiv 2503.20783).</summary>
    public static Tensor FixedLengthMean(Tensor perToken, Tensor mask, BatchCounts counts)
    {
        Expect(perToken, mask, counts);
        using var scope = NewDisposeScope();
        return perToken.sum().DividedBy(counts.Rows * (double)counts.MaxLength).MoveToOuterDisposeScope();
    }

    /// <summary>Sum over tokens, divided by the longest allowed length alone: verl's "seq-mean-token-sum-norm".</summary>
    public static Tensor FixedLengthSum(Tensor perToken, Tensor mask, BatchCounts counts)
    {
        Expect(perToken, mask, counts);
        using var scope = NewDisposeScope();
        return perToken.sum().DividedBy(counts.MaxLength).MoveToOuterDisposeScope();
    }

    /// <summary>Sum over tokens, mean over completions that have any: verl's "seq-mean-token-sum".</summary>
    public static Tensor FilledCompletionSum(Tensor perToken, Tensor mask, BatchCounts counts)
    {
        Expect(perToken, mask, counts);
        using var scope = NewDisposeScope();
        return perToken.sum().DividedBy(Math.Max(1, counts.FilledRows)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Mean over tokens (length + 1e-8), then over completions that have any: verl's "seq-mean-token-mean". Unlike
    /// <see cref="CompletionMean"/> an empty completion is not counted.
    /// </summary>
    public static Tensor FilledCompletionMean(Tensor perToken, Tensor mask, BatchCounts counts)
    {
        const double Epsilon = 1e-8;
        Expect(perToken, mask, counts);
        using var scope = NewDisposeScope();
        var lengths = mask.sum(Tokens).Plus(Epsilon); // (S)
        return (perToken.sum(Tokens) / lengths).sum().DividedBy(Math.Max(1, counts.FilledRows)).MoveToOuterDisposeScope();
    }

    private static void Expect(Tensor perToken, Tensor mask, BatchCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        TensorShape.Expect(perToken, nameof(perToken), "(S, L)", -1, -1);
        TensorShape.Expect(mask, nameof(mask), "(S, L)", perToken.shape);
        if (counts.Rows < perToken.shape[0])
            throw new ArgumentException($"The batch is said to have {counts.Rows} rows, but this part of it has {perToken.shape[0]}.", nameof(counts));
    }
}
