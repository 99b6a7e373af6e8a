namespace EvoQuality.Evolution;

/// <summary>Where the labels of the online stage come from.</summary>
public enum LabelSource
{
    /// <summary>The policy's own answers: its votes for pairs, its averaged scores for single images. No label is used.</summary>
    Policy,

    /// <summary>Opinion scores of the pool: supervised training, VisualQuality-R1's with the fidelity reward.</summary>
    OpinionScores,
}
