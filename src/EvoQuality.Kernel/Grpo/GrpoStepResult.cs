namespace EvoQuality.Grpo;

/// <summary>Figures of one GRPO step: of its last update, over all micro-batches.</summary>
/// <param name="Loss">What was minimised.</param>
/// <param name="Figures">KL estimate and clipped shares.</param>
/// <param name="Entropy">Mean entropy of the distributions that the completion tokens were drawn from, nats.</param>
/// <param name="GradientNorm">Norm before clipping.</param>
/// <param name="MicroBatches">Parts the batch was cut into.</param>
public sealed record GrpoStepResult(double Loss, LossFigures Figures, double Entropy, double GradientNorm, int MicroBatches);
