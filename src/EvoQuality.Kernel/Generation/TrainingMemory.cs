using EvoQuality.Foundations;

namespace EvoQuality.Generation;

/// <summary>What the forward pass of training keeps for the backward pass.</summary>
public enum Checkpointing
{
    /// <summary>Every intermediate value: fastest.</summary>
    None,

    /// <summary>Each layer's input alone, of vision tower and language model; the layer is computed again when its turn comes backward.</summary>
    Layers,
}

/// <summary>
/// How much memory training may take beside weights, gradients and optimizer. None of it changes the gradient, but for the budget with TRL's
/// "bnpo", a mean over each micro-batch.
/// </summary>
public sealed record TrainingMemory
{
    /// <summary>
    /// Bytes of activations, by an estimate from the architecture. As many prompts with all their completions as fit are one
    /// micro-batch; the gradients of a step's micro-batches add up. Default 4 GiB (our choice).
    /// </summary>
    [Setting("bytes", SettingSource.Ours)]
    public long Budget { get; init; } = 4L << 30;

    /// <summary>What is kept for the backward pass. Default all of it.</summary>
    [Setting("", SettingSource.Ours)]
    public Checkpointing Checkpointing { get; init; } = Checkpointing.None;

    /// <summary>
    /// Bytes of logits and their copies at once. Rows beyond it follow in further chunks, and chunks are computed again
    /// backward. Default 256 MiB (our choice).
    /// </summary>
    [Setting("bytes", SettingSource.Ours)]
    public long LogitBudget { get; init; } = 256L << 20;
}
