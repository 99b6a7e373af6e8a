using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>Distance of the policy from the reference policy.</summary>
public static class KlPenalty
{
    /// <summary>Eq. 6, Schulman's "k3" estimator per token: pi_ref / pi - log(pi_ref / pi) - 1.</summary>
    /// <param name="logProbs">(S, L) float, nats: under the policy; carries the gradient.</param>
    /// <param name="referenceLogProbs">(S, L) float, nats: under the reference policy; no gradient is taken through it.</param>
    /// <returns>(S, L), owned by the caller; 0 or more, 0 where the two agree. Not clamped: paper and TRL do not either.</returns>
    public static Tensor K3(Tensor logProbs, Tensor referenceLogProbs)
    {
        TensorShape.Expect(logProbs, nameof(logProbs), "(S, L)", -1, -1);
        TensorShape.Expect(referenceLogProbs, nameof(referenceLogProbs), "(S, L)", logProbs.shape);
        using var scope = NewDisposeScope();
        var logRatio = referenceLogProbs.detach() - logProbs; // (S, L)
        return (logRatio.expm1() - logRatio).MoveToOuterDisposeScope(); // expm1 keeps digits that exp - 1 loses near 0
    }
}
