namespace EvoQuality.Benchmarks.Curves;

/// <summary>Figures of one training step, by the names of TRL's log.</summary>
/// <param name="Seed">Run.</param>
/// <param name="Step">From 1.</param>
/// <param name="Reward">Mean over completions.</param>
/// <param name="Kl">k3 estimate, nats per token.</param>
/// <param name="Entropy">Mean over completion tokens, nats.</param>
/// <param name="GradNorm">Before clipping.</param>
internal sealed record CurvePoint(int Seed, int Step, double Reward, double Kl, double Entropy, double GradNorm);
