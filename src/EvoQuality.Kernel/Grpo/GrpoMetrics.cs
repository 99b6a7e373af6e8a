namespace EvoQuality.Grpo;

/// <summary>Figures of one step. <see cref="GrpoLog"/> writes them under the names TRL users know.</summary>
public sealed record GrpoMetrics
{
    /// <summary>Step within the stage, from 1.</summary>
    public required int Step { get; init; }

    /// <summary>Mean reward of the completions, all rewards with their weights.</summary>
    public required double Reward { get; init; }

    /// <summary>Standard deviation of the rewards over the whole batch, as TRL has it.</summary>
    public required double RewardStd { get; init; }

    /// <summary>Mean over groups of the rewards' standard deviation: what the advantages are divided by.</summary>
    public required double GroupRewardStd { get; init; }

    /// <summary>Every reward by itself.</summary>
    public IReadOnlyList<RewardFigures> Rewards { get; init; } = [];

    /// <summary>Groups, one per prompt.</summary>
    public required int Groups { get; init; }

    /// <summary>Groups whose rewards are all equal: they have no gradient and teach nothing.</summary>
    public required int GradientFreeGroups { get; init; }

    /// <summary>KL estimate and clipped shares; with one update per rollout nothing is clipped.</summary>
    public required LossFigures Loss { get; init; }

    /// <summary>Mean entropy of the next token over completion tokens, nats; null where it was not computed.</summary>
    public double? Entropy { get; init; }

    /// <summary>Norm before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Rate of this step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Lengths and truncation.</summary>
    public required CompletionFigures Completions { get; init; }

    /// <summary>Tokens of prompts (once per completion) and completions since the stage began.</summary>
    public required long NumTokens { get; init; }

    /// <summary>Seconds the step took; the one figure that differs between two runs of one seed. Null where nobody looked.</summary>
    public double? StepSeconds { get; init; }

    /// <summary>Mean parsed score; null where none parsed.</summary>
    public double? ScoreMean { get; init; }

    /// <summary>Mean over groups of the scores' standard deviation.</summary>
    public required double ScoreSpread { get; init; }

    /// <summary>Share of completions that were a score.</summary>
    public required double ParseRate { get; init; }

    /// <summary>Mean over groups of the entropy of the parsed answers, nats; null where none parsed.</summary>
    public double? AnswerEntropy { get; init; }

    /// <summary>Mean over groups of the share of distinct answers among the parsed ones; null where none parsed.</summary>
    public double? DistinctShare { get; init; }

    /// <summary>Share of groups without gradient.</summary>
    public double ZeroStdFraction => Groups == 0 ? 0 : GradientFreeGroups / (double)Groups;

    /// <summary>Mean KL estimate against the reference policy, nats per token.</summary>
    public double Kl => Loss.Kl;

    /// <summary>Share of ratios that were clipped.</summary>
    public double ClipFraction => Loss.ClipRegionMean;
}
