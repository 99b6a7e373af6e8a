using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Language;
using EvoQuality.Qwen25VL.Adapters;
using EvoQuality.Rewards;

namespace EvoQuality.Evolution;

/// <summary>Which partners an image is compared with in Eq. 3.</summary>
public enum PartnerScope
{
    /// <summary>Partners inside the batch of pairs: their scores come from the same policy snapshot.</summary>
    Batch,

    /// <summary>All partners the image was voted against, through group means and variances kept from when each was last sampled.</summary>
    AllVoted,

    /// <summary>Every other image of the batch, by the order of the opinion scores: VisualQuality-R1. Needs <see cref="LabelSource.OpinionScores"/>.</summary>
    WholeBatch,
}

/// <summary>The online stage: GRPO on scoring.</summary>
public sealed record OnlineOptions
{
    /// <summary>Pairs per step; both images of a pair are scored. Paper: 4 per GPU on 8 GPUs, of what it does not say; that the unit is a pair is ours.</summary>
    [Setting("pairs", SettingSource.Paper)]
    public int PairsPerStep { get; init; } = 32;

    /// <summary>Completions per image, G. Paper: 32.</summary>
    [Setting("completions per image", SettingSource.Paper)]
    public int Group { get; init; } = 32;

    /// <summary>Steps; null is one pass over the pairs (paper silent; one epoch).</summary>
    [Setting("GRPO steps", SettingSource.Ours)]
    public int? Steps { get; init; }

    /// <summary>AdamW's learning rate, falling linearly to 0. Paper: 3e-7.</summary>
    [Setting("", SettingSource.Paper)]
    public double LearningRate { get; init; } = 3e-7;

    /// <summary>What a score is rewarded for. Paper: fidelity; its ablation EvoEstimate: closeness.</summary>
    [Setting("", SettingSource.Paper)]
    public RewardKind Reward { get; init; } = RewardKind.Fidelity;

    /// <summary>Where the labels come from. Paper: the policy itself.</summary>
    [Setting("", SettingSource.Paper)]
    public LabelSource Labels { get; init; } = LabelSource.Policy;

    /// <summary>With <see cref="RewardKind.Threshold"/>: largest distance that is rewarded, score points. Q-Insight: 0.35.</summary>
    [Setting("score points", SettingSource.Relative, "Q-Insight")]
    public double Threshold { get; init; } = 0.35;

    /// <summary>Weight of the format reward beside the other, whose weight is 1; 0 or more. Paper: none (0); VisualQuality-R1: 1.</summary>
    [Setting("", SettingSource.Paper)]
    public double FormatWeight { get; init; }

    /// <summary>AdamW's other settings, and how steps reach weights narrower than fp32.</summary>
    public UpdateOptions Update { get; init; } = new();

    /// <summary>Low-rank matrices that are trained in place of all weights; null, the default and the paper's way, trains all.</summary>
    [Setting("", SettingSource.Paper)]
    public AdapterOptions? Adapter { get; init; }

    /// <summary>Functions and constants of Eqs. 5 and 6: clip range 0.2 and beta 0.05.</summary>
    public GrpoLossOptions Loss { get; init; } = new();

    /// <summary>Epsilon and estimator of Eq. 4.</summary>
    public AdvantageOptions Advantage { get; init; } = new();

    /// <summary>Gamma and estimator of Eqs. 2 and 3.</summary>
    public FidelityOptions Fidelity { get; init; } = new();

    /// <summary>Which partners enter Eq. 3.</summary>
    [Setting("", SettingSource.Ours)]
    public PartnerScope Partners { get; init; } = PartnerScope.Batch;

    /// <summary>With <see cref="PartnerScope.AllVoted"/>: every image is sampled anew every this many steps, and at the start.</summary>
    [Setting("GRPO steps", SettingSource.Ours)]
    public int RefreshEvery { get; init; } = 100;

    /// <summary>Steps between states that are kept on disk, where the run has a folder: what a kill can cost. Our choice.</summary>
    [Setting("GRPO steps", SettingSource.Ours)]
    public int SaveEvery { get; init; } = 20;

    /// <summary>Steps between evaluations on the test set in the middle of the training; null for none. Our choice.</summary>
    [Setting("GRPO steps", SettingSource.Ours)]
    public int? EvaluateEvery { get; init; }

    /// <summary>Pictures of the test set, from its start, that such an evaluation scores.</summary>
    [Setting("images", SettingSource.Ours)]
    public int EvaluateImages { get; init; } = 100;

    /// <summary>Ends the training where the answers have become all alike; null never does. Paper: silent; on for the pocket policy.</summary>
    [Setting("", SettingSource.Ours)]
    public DiversityRule? Diversity { get; init; }

    /// <summary>Updates on the same completions.</summary>
    [Setting("updates", SettingSource.Relative, "TRL, verl")]
    public int UpdatesPerRollout { get; init; } = 1;

    /// <summary>Memory budget of a micro-batch, activation checkpointing, chunks of logits; none of it changes the gradient, but for the budget with <c>trl-bnpo</c>.</summary>
    public TrainingMemory Memory { get; init; } = new();

    /// <summary>Direct answers or reasoning.</summary>
    [Setting("", SettingSource.Ours)]
    public AnswerStyle Style { get; init; } = AnswerStyle.Direct;

    /// <summary>Sampling temperature.</summary>
    [Setting("", SettingSource.Relative, "VisualQuality-R1, verl")]
    public double Temperature { get; init; } = 1;

    /// <summary>Most tokens per answer.</summary>
    [Setting("tokens", SettingSource.Relative, "TRL")]
    public int MaxNewTokens { get; init; } = 512;

    /// <summary>The same settings with the advantage, loss and reward constants of an implementation.</summary>
    public OnlineOptions With(GrpoPreset preset)
    {
        ArgumentNullException.ThrowIfNull(preset);
        return this with
        {
            Advantage = preset.Advantage,
            Loss = preset.Loss,
            Fidelity = Fidelity with { RootEpsilon = preset.RootEpsilon },
            FormatWeight = preset.FormatWeight,
        };
    }
}
