namespace EvoQuality.Grpo;

/// <summary>
/// The one place where figures get their flat names for CSV, JSON lines and DataFrames: TRL's where TRL has the figure, so
/// that two runs can be laid over each other, and names in the same manner for the rest.
/// </summary>
public static class GrpoLog
{
    /// <summary>A step's figures under their keys, in a fixed order; null for a figure that was not taken.</summary>
    public static IReadOnlyList<KeyValuePair<string, double?>> Flat(GrpoMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var (lengths, loss) = (metrics.Completions, metrics.Loss);
        return
        [
            new("step", metrics.Step),
            new("reward", metrics.Reward),
            new("reward_std", metrics.RewardStd),
            new("frac_reward_zero_std", metrics.ZeroStdFraction),
            .. metrics.Rewards.SelectMany(r => new KeyValuePair<string, double?>[]
            {
                new($"rewards/{r.Name}/mean", r.Mean), new($"rewards/{r.Name}/std", r.Std),
            }),
            new("kl", metrics.Kl),
            new("entropy", metrics.Entropy),
            new("clip_ratio/low_mean", loss.ClipLowMean),
            new("clip_ratio/low_min", loss.ClipLowMin),
            new("clip_ratio/high_mean", loss.ClipHighMean),
            new("clip_ratio/high_max", loss.ClipHighMax),
            new("clip_ratio/region_mean", loss.ClipRegionMean),
            new("completions/mean_length", lengths.MeanLength),
            new("completions/min_length", lengths.MinLength),
            new("completions/max_length", lengths.MaxLength),
            new("completions/clipped_ratio", lengths.ClippedRatio),
            new("completions/mean_terminated_length", lengths.MeanTerminatedLength),
            new("completions/min_terminated_length", lengths.MinTerminatedLength),
            new("completions/max_terminated_length", lengths.MaxTerminatedLength),
            new("grad_norm", metrics.GradientNorm),
            new("learning_rate", metrics.LearningRate),
            new("num_tokens", metrics.NumTokens),
            new("step_time", metrics.StepSeconds),
            new("groups/reward_std", metrics.GroupRewardStd),
            new("groups/gradient_free", metrics.GradientFreeGroups),
            new("scores/mean", metrics.ScoreMean),
            new("scores/spread", metrics.ScoreSpread),
            new("scores/parse_rate", metrics.ParseRate),
            new("answers/entropy", metrics.AnswerEntropy),
            new("answers/distinct_share", metrics.DistinctShare),
        ];
    }
}
