using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Language;
using EvoQuality.Rewards;

namespace EvoQuality.Evolution;

/// <summary>Which partners an image is compared with in Eq. 3.</summary>
public enum PartnerScope
{
    /// <summary>Partners inside the batch of pairs: their scores come from the same policy snapshot.</summary>
    Batch,

    /// <summary>All partners the image was voted against, through group means and variances kept from when each was last sampled.</summary>
    AllVoted,
}

/// <summary>The online stage: GRPO on scoring with the fidelity reward.</summary>
public sealed record OnlineOptions
{
    /// <summary>Pairs per step; both images of a pair are scored. Paper: 4 per GPU on 8 GPUs.</summary>
    public int PairsPerStep { get; init; } = 32;

    /// <summary>Completions per image, G. Paper: 32.</summary>
    public int Group { get; init; } = 32;

    /// <summary>Steps; null is one pass over the pairs (paper silent; one epoch).</summary>
    public int? Steps { get; init; }

    /// <summary>AdamW's learning rate, falling linearly to 0. Paper: 3e-7.</summary>
    public double LearningRate { get; init; } = 3e-7;

    /// <summary>Clip range 0.2 and beta 0.05.</summary>
    public GrpoLossOptions Loss { get; init; } = new();

    /// <summary>Epsilon and estimator of Eq. 4.</summary>
    public AdvantageOptions Advantage { get; init; } = new();

    /// <summary>Gamma and estimator of Eqs. 2 and 3.</summary>
    public FidelityOptions Fidelity { get; init; } = new();

    /// <summary>Which partners enter Eq. 3.</summary>
    public PartnerScope Partners { get; init; } = PartnerScope.Batch;

    /// <summary>With <see cref="PartnerScope.AllVoted"/>: every image is sampled anew every this many steps, and at the start.</summary>
    public int RefreshEvery { get; init; } = 100;

    /// <summary>Updates on the same completions.</summary>
    public int UpdatesPerRollout { get; init; } = 1;

    /// <summary>Memory budget of a micro-batch, activation checkpointing, chunks of logits; none of it changes the gradient.</summary>
    public TrainingMemory Memory { get; init; } = new();

    /// <summary>Direct answers or reasoning.</summary>
    public AnswerStyle Style { get; init; } = AnswerStyle.Direct;

    /// <summary>Sampling temperature.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Most tokens per answer.</summary>
    public int MaxNewTokens { get; init; } = 512;
}
