using TorchSharp;
using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>
/// The GRPO loss (Eq. 5). Aggregation: mean over the tokens of each completion, then mean over the S completions, as
/// the equation's 1/(BK) says (TRL's loss_type "grpo"; verl's token mean is another loss). An empty completion
/// adds 0 and is counted in S, so the scale does not depend on it, nor on how rows are cut into micro-batches: the loss
/// of a batch is the mean of its micro-batches' losses, weighted by their rows.
/// </summary>
public static class GrpoLoss
{
    private const long Tokens = 1;

    /// <summary>Eq. 5: minus the mean of (clipped surrogate - beta k3).</summary>
    /// <param name="logProbs">(S, L) float, nats: under the policy; carries the gradient.</param>
    /// <param name="oldLogProbs">(S, L) float: under the policy that sampled. One update per rollout: <c>logProbs.detach()</c>.</param>
    /// <param name="referenceLogProbs">(S, L) float: under the reference policy.</param>
    /// <param name="mask">(S, L) bool or number, 1 = completion token. What stands elsewhere, even NaN, has no effect.</param>
    /// <param name="advantages">(S) or (S, 1): a_k of Eq. 4.</param>
    /// <param name="options">Clip range and beta.</param>
    /// <returns>The loss and its figures; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or there is no row.</exception>
    public static GrpoLossTerms Compute(
        Tensor logProbs, Tensor oldLogProbs, Tensor referenceLogProbs, Tensor mask, Tensor advantages, GrpoLossOptions options)
    {
        TensorShape.Expect(logProbs, nameof(logProbs), "(S, L)", -1, -1);
        var size = logProbs.shape;
        TensorShape.Expect(oldLogProbs, nameof(oldLogProbs), "(S, L)", size);
        TensorShape.Expect(referenceLogProbs, nameof(referenceLogProbs), "(S, L)", size);
        TensorShape.Expect(mask, nameof(mask), "(S, L)", size);
        ArgumentNullException.ThrowIfNull(advantages);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Beta);
        if (size[0] == 0) throw new ArgumentException("logProbs must have at least one row (S), but has none.", nameof(logProbs));

        using var scope = NewDisposeScope();
        var hidden = mask.to_type(ScalarType.Bool).logical_not(); // (S, L), 1 = not a completion token
        var policy = logProbs.masked_fill(hidden, FixedScalars.Zero); // filled first: 0 x NaN would still be NaN, in the gradient too
        var old = oldLogProbs.detach().masked_fill(hidden, FixedScalars.Zero);
        var reference = referenceLogProbs.detach().masked_fill(hidden, FixedScalars.Zero);
        var a = advantages.to(logProbs.dtype);
        var shown = hidden.logical_not().to_type(logProbs.dtype); // (S, L)
        var lengths = shown.sum(Tokens).clamp_min(FixedScalars.One); // (S)

        var surrogate = ClippedSurrogate.PerToken(policy, old, a, options.ClipRange);
        var kl = KlPenalty.K3(policy, reference);
        var perToken = surrogate - kl.Times(options.Beta);
        var loss = -((perToken * shown).sum(Tokens) / lengths).mean();

        var figures = Figures(policy.detach() - old, kl.detach(), a.reshape(-1, 1), shown, lengths, options.ClipRange);
        return new GrpoLossTerms
        {
            Loss = loss.MoveToOuterDisposeScope(),
            Kl = figures[0],
            ClipFractionLow = figures[1],
            ClipFractionHigh = figures[2],
        };
    }

    /// <summary>KL and the two clip fractions, brought to the CPU in one copy.</summary>
    private static double[] Figures(Tensor logRatio, Tensor kl, Tensor advantages, Tensor shown, Tensor lengths, double clip)
    {
        using var scope = NewDisposeScope();
        var ratio = logRatio.exp(); // (S, L)
        var tokens = shown.sum().clamp_min(FixedScalars.One);
        using Scalar below = (1 - clip).ToScalar(), above = (1 + clip).ToScalar();
        var low = (ratio.lt(below).logical_and(advantages.lt(FixedScalars.Zero)) * shown).sum() / tokens;
        var high = (ratio.gt(above).logical_and(advantages.gt(FixedScalars.Zero)) * shown).sum() / tokens;
        var meanKl = ((kl * shown).sum(Tokens) / lengths).mean();
        return stack([meanKl, low, high]).to(ScalarType.Float64).cpu().data<double>().ToArray();
    }
}
