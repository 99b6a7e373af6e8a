namespace EvoQuality.Grpo;

/// <summary>
/// What keeps the part of a step that a narrow weight cannot express. At 3e-7 a step is a four-hundredth of the distance between two
/// bf16 numbers near 0.02. Weights that are fp32 already take their steps directly, whatever is chosen here.
/// </summary>
public enum UpdatePrecision
{
    /// <summary>Nothing: the weight is rounded to the nearest number after every step. Small steps are lost.</summary>
    Plain,

    /// <summary>An fp32 copy of the weights takes the steps (4 bytes per weight). Exact.</summary>
    Master,

    /// <summary>
    /// A second number of the weight's type keeps what rounding took away (Kahan, CACM 8(1), 1965; 2 bytes per bf16 weight). Together
    /// they have 16 bits: steps below a 100,000th of the weight are lost once the second number has grown.
    /// </summary>
    Compensated,

    /// <summary>
    /// Up or down by chance, so that the mean is exact (Gupta et al., ICML 2015; no further memory). bf16 weights only. A single
    /// weight moves rarely and far; the mean over steps and weights is what matches.
    /// </summary>
    Stochastic,
}
