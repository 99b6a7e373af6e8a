namespace EvoQuality.Grpo;

/// <summary>Figures of one GRPO step: of its last update, over all micro-batches.</summary>
/// <param name="Loss">Eq. 5, to be minimised.</param>
/// <param name="Kl">k3 estimate against the reference policy, nats per token, averaged as the loss is.</param>
/// <param name="ClipFraction">Share of completion tokens whose ratio was clipped; 0 with one update per rollout.</param>
/// <param name="Entropy">Mean entropy of the distributions that the completion tokens were drawn from, nats.</param>
/// <param name="GradientNorm">Norm before clipping.</param>
/// <param name="MicroBatches">Parts the batch was cut into.</param>
public sealed record GrpoStepResult(double Loss, double Kl, double ClipFraction, double Entropy, double GradientNorm, int MicroBatches);
