using TorchSharp;
using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>The clipped policy-gradient objective (Eq. 5 without its KL term), to be maximised.</summary>
public static class ClippedSurrogate
{
    /// <summary>Eq. 5, per token: min(rho a, clip(rho, 1 - clip, 1 + clip) a) with rho = exp(logProbs - oldLogProbs).</summary>
    /// <param name="logProbs">(S, L) float, nats: log-probabilities under the policy; carries the gradient.</param>
    /// <param name="oldLogProbs">(S, L) float, nats: under the policy that sampled; no gradient is taken through it.</param>
    /// <param name="advantages">(S) or (S, 1) float: a_k, shared by all tokens of a completion.</param>
    /// <param name="clip">Clip range, above 0 (0.2: ratios outside 0.8..1.2 stop paying).</param>
    /// <returns>(S, L), owned by the caller.</returns>
    public static Tensor PerToken(Tensor logProbs, Tensor oldLogProbs, Tensor advantages, double clip)
    {
        TensorShape.Expect(logProbs, nameof(logProbs), "(S, L)", -1, -1);
        TensorShape.Expect(oldLogProbs, nameof(oldLogProbs), "(S, L)", logProbs.shape);
        ArgumentNullException.ThrowIfNull(advantages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clip);
        using var scope = NewDisposeScope();
        var a = advantages.dim() == 1 ? advantages.unsqueeze(1) : advantages; // (S, 1)
        TensorShape.Expect(a, nameof(advantages), "(S, 1)", logProbs.shape[0], 1);
        var ratio = (logProbs - oldLogProbs.detach()).exp(); // (S, L)
        using Scalar low = (1 - clip).ToScalar(), high = (1 + clip).ToScalar();
        return minimum(ratio * a, ratio.clamp(low, high) * a).MoveToOuterDisposeScope();
    }
}
