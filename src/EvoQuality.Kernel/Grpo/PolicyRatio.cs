using EvoQuality.Foundations;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>The importance ratio rho of a batch.</summary>
/// <param name="logProbs">(S, L) float, nats: under the policy; carries the gradient.</param>
/// <param name="oldLogProbs">(S, L) float, nats: under the policy that sampled.</param>
/// <param name="mask">(S, L) float, 1 = completion token.</param>
/// <returns>(S, L), or (S, 1) for one ratio per completion; owned by the caller.</returns>
public delegate Tensor RatioFunction(Tensor logProbs, Tensor oldLogProbs, Tensor mask);

/// <summary>Ratios between the policy and the one that sampled. No gradient is taken through the latter.</summary>
public static class PolicyRatio
{
    private const double Limit = 20;

    /// <summary>rho = exp(logProbs - oldLogProbs), token by token: Eq. 5, TRL's level "token".</summary>
    public static Tensor Token(Tensor logProbs, Tensor oldLogProbs, Tensor mask)
    {
        using var scope = NewDisposeScope();
        return Difference(logProbs, oldLogProbs).exp().MoveToOuterDisposeScope(); // (S, L)
    }

    /// <summary>
    /// One ratio per completion, the geometric mean of its tokens' (Zheng et al., GSPO, arXiv 2507.18071; TRL's level
    /// "sequence"); 1 for an empty completion.
    /// </summary>
    public static Tensor Sequence(Tensor logProbs, Tensor oldLogProbs, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        using var scope = NewDisposeScope();
        var lengths = mask.sum(1, keepdim: true).clamp_min(FixedScalars.One); // (S, 1)
        return ((Difference(logProbs, oldLogProbs) * mask).sum(1, keepdim: true) / lengths).exp().MoveToOuterDisposeScope(); // (S, 1)
    }

    /// <summary>Token by token with the log-ratio held in -20..20: verl's core_algos.py.</summary>
    public static Tensor ClampedToken(Tensor logProbs, Tensor oldLogProbs, Tensor mask)
    {
        using var scope = NewDisposeScope();
        using Scalar low = (-Limit).ToScalar(), high = Limit.ToScalar();
        return Difference(logProbs, oldLogProbs).clamp(low, high).exp().MoveToOuterDisposeScope(); // (S, L)
    }

    private static Tensor Difference(Tensor logProbs, Tensor oldLogProbs)
    {
        TensorShape.Expect(logProbs, nameof(logProbs), "(S, L)", -1, -1);
        TensorShape.Expect(oldLogProbs, nameof(oldLogProbs), "(S, L)", logProbs.shape);
        return logProbs - oldLogProbs.detach();
    }
}
