namespace EvoQuality.Grpo;

/// <summary>What a step tells of itself.</summary>
/// <param name="Figures">KL estimate and clipped shares of the last update.</param>
/// <param name="GradientNorm">Norm before clipping, of the last update.</param>
/// <param name="Entropy">Mean entropy of the next token's distribution over completion tokens, nats; null where it was not computed.</param>
public sealed record GrpoStepResult(LossFigures Figures, double GradientNorm, double? Entropy = null);
