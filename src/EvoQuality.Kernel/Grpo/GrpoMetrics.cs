namespace EvoQuality.Grpo;

/// <summary>Figures of one step, under the names TRL users know.</summary>
/// <param name="Step">Step within the stage, from 1.</param>
/// <param name="Reward">Mean reward of the completions.</param>
/// <param name="RewardStd">Mean over groups of the rewards' standard deviation.</param>
/// <param name="ZeroStdFraction">Share of groups whose rewards are all equal: they teach nothing.</param>
/// <param name="Kl">Mean k3 estimate against the reference policy, nats per token.</param>
/// <param name="ClipFraction">Share of tokens whose ratio was clipped; 0 with one update per rollout.</param>
/// <param name="GradientNorm">Norm before clipping.</param>
/// <param name="LearningRate">Rate of this step.</param>
/// <param name="ScoreMean">Mean parsed score.</param>
/// <param name="ScoreSpread">Mean over groups of the scores' standard deviation.</param>
/// <param name="ParseRate">Share of completions that were a score.</param>
public sealed record GrpoMetrics(
    int Step, double Reward, double RewardStd, double ZeroStdFraction, double Kl, double ClipFraction, double GradientNorm,
    double LearningRate, double ScoreMean, double ScoreSpread, double ParseRate);
