namespace EvoQuality.Grpo;

/// <summary>What one token brings to a GRPO loss.</summary>
/// <param name="Completion">The completion it belongs to, from 0.</param>
/// <param name="Token">Its place in the completion, from 0.</param>
/// <param name="Ratio">rho: its probability under the policy over that under the policy that sampled.</param>
/// <param name="Surrogate">The objective without its KL term (Eq. 5).</param>
/// <param name="Kl">Estimate of the KL divergence, nats (Eq. 6).</param>
/// <param name="Gradient">Derivative of the loss by the token's log-probability, by autograd.</param>
public sealed record TokenTerm(int Completion, int Token, double Ratio, double Surrogate, double Kl, double Gradient);
