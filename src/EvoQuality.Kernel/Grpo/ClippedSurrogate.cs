using EvoQuality.Foundations;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>The policy-gradient objective without its KL term, to be maximised.</summary>
/// <param name="ratio">(S, L) or (S, 1) float: rho; carries the gradient.</param>
/// <param name="advantages">(S, 1) float: a_k, shared by all tokens of a completion.</param>
/// <param name="options">The constants.</param>
/// <returns>As the ratio; owned by the caller.</returns>
public delegate Tensor SurrogateFunction(Tensor ratio, Tensor advantages, GrpoLossOptions options);

/// <summary>Clipped objectives (Eq. 5 without its KL term).</summary>
public static class ClippedSurrogate
{
    /// <summary>
    /// Eq. 5: min(rho a, clip(rho, 1 - low, 1 + high) a). With <see cref="GrpoLossOptions.RatioCap"/> the unclipped rho is at
    /// most that, which also bounds what a negative advantage can cost (TRL's "delta", two-sided clipping).
    /// </summary>
    public static Tensor Plain(Tensor ratio, Tensor advantages, GrpoLossOptions options)
    {
        Expect(ratio, advantages, options);
        using var scope = NewDisposeScope();
        var free = ratio;
        if (options.RatioCap is { } most)
        {
            using var cap = most.ToScalar();
            free = ratio.clamp_max(cap);
        }

        return minimum(free * advantages, Clip(ratio, options) * advantages).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Dual clip (Ye et al., arXiv 1912.09729; verl's default): as Eq. 5, but a negative advantage costs at most c times
    /// itself, c = <see cref="GrpoLossOptions.DualClip"/>, however large the ratio.
    /// </summary>
    public static Tensor Dual(Tensor ratio, Tensor advantages, GrpoLossOptions options)
    {
        Expect(ratio, advantages, options);
        using var scope = NewDisposeScope();
        var plain = minimum(ratio * advantages, Clip(ratio, options) * advantages);
        var floor = maximum(plain, advantages.Times(options.DualClip));
        return where(advantages.lt(FixedScalars.Zero), floor, plain).MoveToOuterDisposeScope();
    }

    private static Tensor Clip(Tensor ratio, GrpoLossOptions options)
    {
        using Scalar low = (1 - options.ClipRange).ToScalar(), high = (1 + options.ClipRangeAbove).ToScalar();
        return ratio.clamp(low, high);
    }

    private static void Expect(Tensor ratio, Tensor advantages, GrpoLossOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        TensorShape.Expect(ratio, nameof(ratio), "(S, L)", -1, -1);
        TensorShape.Expect(advantages, nameof(advantages), "(S, 1)", ratio.shape[0], 1);
    }
}
