using EvoQuality.Foundations;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>
/// The GRPO loss (Eq. 5), put together from a ratio, an objective per token, an estimate of KL and a reduction
/// (<see cref="GrpoLossOptions"/>).
/// </summary>
public static class GrpoLoss
{
    private const long Tokens = 1;

    /// <summary>Eq. 5: minus the reduced (surrogate - beta KL).</summary>
    /// <param name="logProbs">(S, L) float, nats: under the policy; carries the gradient.</param>
    /// <param name="oldLogProbs">(S, L) float: under the policy that sampled. One update per rollout: <c>logProbs.detach()</c>.</param>
    /// <param name="referenceLogProbs">(S, L) float: under the reference policy.</param>
    /// <param name="mask">(S, L) bool or number, 1 = completion token. What stands elsewhere, even NaN, has no effect.</param>
    /// <param name="advantages">(S) or (S, 1): a_k of Eq. 4.</param>
    /// <param name="options">Functions and constants.</param>
    /// <param name="counts">
    /// Of the whole batch where these rows are a micro-batch: the sum over micro-batches of loss and gradient is then that of the
    /// batch. Null where these rows are the batch.
    /// </param>
    /// <returns>The loss and its figures; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">Shapes differ, there is no row, or an option is out of range.</exception>
    public static GrpoLossTerms Compute(
        Tensor logProbs, Tensor oldLogProbs, Tensor referenceLogProbs, Tensor mask, Tensor advantages, GrpoLossOptions options,
        BatchCounts? counts = null)
    {
        TensorShape.Expect(logProbs, nameof(logProbs), "(S, L)", -1, -1);
        var size = logProbs.shape;
        TensorShape.Expect(oldLogProbs, nameof(oldLogProbs), "(S, L)", size);
        TensorShape.Expect(referenceLogProbs, nameof(referenceLogProbs), "(S, L)", size);
        TensorShape.Expect(mask, nameof(mask), "(S, L)", size);
        ArgumentNullException.ThrowIfNull(advantages);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (size[0] == 0) throw new ArgumentException("logProbs must have at least one row (S), but has none.", nameof(logProbs));

        using var scope = NewDisposeScope();
        var hidden = mask.to_type(ScalarType.Bool).logical_not(); // (S, L), 1 = not a completion token
        var policy = logProbs.masked_fill(hidden, FixedScalars.Zero); // filled first: 0 x NaN would still be NaN, in the gradient too
        var old = oldLogProbs.detach().masked_fill(hidden, FixedScalars.Zero);
        var reference = referenceLogProbs.detach().masked_fill(hidden, FixedScalars.Zero);
        var a = advantages.dim() == 1 ? advantages.unsqueeze(1) : advantages; // (S, 1)
        TensorShape.Expect(a, nameof(advantages), "(S, 1)", size[0], 1);
        a = a.to(logProbs.dtype);
        var shown = hidden.logical_not().to_type(logProbs.dtype); // (S, L)

        var ratio = options.Ratio(policy, old, shown); // (S, L) or (S, 1)
        var kl = options.Kl(policy, reference); // (S, L)
        var perToken = (options.Surrogate(ratio, a, options) - kl.Times(options.Beta)) * shown; // (S, L)
        var loss = -options.Reduction(perToken, shown, counts ?? BatchCounts.Of(mask, options.MaxCompletionLength));

        using var none = no_grad();
        return new GrpoLossTerms
        {
            Loss = loss.MoveToOuterDisposeScope(),
            Figures = Figures(ratio.detach(), kl.detach(), a, shown, options),
            NotFinite = NotFinite(perToken.detach()),
        };
    }

    /// <summary>Sums and extremes, brought to the CPU in one copy.</summary>
    private static LossFigures Figures(Tensor ratio, Tensor kl, Tensor advantages, Tensor shown, GrpoLossOptions options)
    {
        using var scope = NewDisposeScope();
        using Scalar below = (1 - options.ClipRange).ToScalar(), above = (1 + options.ClipRangeAbove).ToScalar();
        using Scalar over = 2.0.ToScalar(), under = (-1.0).ToScalar();
        var weights = ratio.shape[1] == shown.shape[1] ? shown : ones_like(ratio); // (S, L) or (S, 1)
        var low = ratio.lt(below).logical_and(advantages.lt(FixedScalars.Zero)) * weights;
        var high = ratio.gt(above).logical_and(advantages.gt(FixedScalars.Zero)) * weights;
        var counts = weights.sum(Tokens); // (S)
        var empty = counts.eq(FixedScalars.Zero);
        var (lows, highs) = (low.sum(Tokens) / counts, high.sum(Tokens) / counts); // (S), NaN for an empty completion
        var values = stack([
            shown.sum(), (kl * shown).sum(), counts.sum(), low.sum(), high.sum(),
            lows.masked_fill(empty, over).min(), highs.masked_fill(empty, under).max(),
        ]).to(ScalarType.Float64).cpu().data<double>().ToArray();
        return new LossFigures(
            values[0], values[1], values[2], values[3], values[4], values[5] > 1 ? null : values[5], values[6] < 0 ? null : values[6]);
    }

    private static int[] NotFinite(Tensor perToken)
    {
        using var scope = NewDisposeScope();
        var finite = perToken.sum(Tokens).isfinite().cpu().data<bool>().ToArray(); // (S)
        return [.. finite.Index().Where(row => !row.Item).Select(row => row.Index)];
    }
}
