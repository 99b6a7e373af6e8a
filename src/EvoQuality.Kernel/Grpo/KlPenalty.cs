using EvoQuality.Foundations;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>Estimate of the KL divergence of the policy from the reference policy, per token.</summary>
/// <param name="logProbs">(S, L) float, nats: under the policy; carries the gradient.</param>
/// <param name="referenceLogProbs">(S, L) float, nats: under the reference policy; no gradient is taken through it.</param>
/// <returns>(S, L), owned by the caller.</returns>
public delegate Tensor KlFunction(Tensor logProbs, Tensor referenceLogProbs);

/// <summary>Distance of the policy from the reference policy (Schulman, "Approximating KL divergence", 2020; verl's names).</summary>
public static class KlPenalty
{
    private const double LogRatioLimit = 20;
    private const double Limit = 10;

    /// <summary>
    /// Eq. 6, "k3": pi_ref / pi - log(pi_ref / pi) - 1. 0 or more, 0 where the two agree. Not clamped: paper and TRL do not either.
    /// </summary>
    public static Tensor K3(Tensor logProbs, Tensor referenceLogProbs)
    {
        using var scope = NewDisposeScope();
        var logRatio = LogRatio(logProbs, referenceLogProbs); // (S, L)
        return (logRatio.expm1() - logRatio).MoveToOuterDisposeScope(); // expm1 keeps digits that exp - 1 loses near 0
    }

    /// <summary>k3 with the log-ratio held in -20..20 and the result at 10 or less: verl's "low_var_kl".</summary>
    public static Tensor K3Clamped(Tensor logProbs, Tensor referenceLogProbs)
    {
        using var scope = NewDisposeScope();
        using Scalar low = (-LogRatioLimit).ToScalar(), high = LogRatioLimit.ToScalar(), most = Limit.ToScalar();
        var logRatio = LogRatio(logProbs, referenceLogProbs).clamp(low, high); // (S, L)
        return (logRatio.expm1() - logRatio).clamp_max(most).MoveToOuterDisposeScope();
    }

    /// <summary>"k1": log(pi / pi_ref). Its mean is the divergence itself, a single value may be negative.</summary>
    public static Tensor K1(Tensor logProbs, Tensor referenceLogProbs)
    {
        using var scope = NewDisposeScope();
        return (-LogRatio(logProbs, referenceLogProbs)).MoveToOuterDisposeScope();
    }

    /// <summary>|log(pi / pi_ref)|: verl's "abs".</summary>
    public static Tensor Absolute(Tensor logProbs, Tensor referenceLogProbs)
    {
        using var scope = NewDisposeScope();
        return LogRatio(logProbs, referenceLogProbs).abs().MoveToOuterDisposeScope();
    }

    /// <summary>"k2": log(pi / pi_ref)^2 / 2; the estimate whose gradient is right on average.</summary>
    public static Tensor K2(Tensor logProbs, Tensor referenceLogProbs)
    {
        using var scope = NewDisposeScope();
        return LogRatio(logProbs, referenceLogProbs).square().DividedBy(2).MoveToOuterDisposeScope();
    }

    private static Tensor LogRatio(Tensor logProbs, Tensor referenceLogProbs)
    {
        TensorShape.Expect(logProbs, nameof(logProbs), "(S, L)", -1, -1);
        TensorShape.Expect(referenceLogProbs, nameof(referenceLogProbs), "(S, L)", logProbs.shape);
        return referenceLogProbs.detach() - logProbs;
    }
}
