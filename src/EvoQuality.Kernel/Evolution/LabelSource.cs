namespace EvoQuality.Evolution;

/// <summary>Where the labels of the online stage come from.</summary>
public enum LabelSource
{
    /// <summary>The policy's own answers: its votes for pairs, its averaged scores for single images. No label is used.</summary>
    Policy,

    /// <summary>The order of the policy's own averaged scores for pairs too, in place of its votes: what is left of the method without voting.</summary>
    OwnScores,

    /// <summary>Opinion scores of the pool: supervised training, VisualQuality-R1's with the fidelity reward.</summary>
    OpinionScores,

    /// <summary>A fair coin per pair: labels that say nothing. They make a start whose scores are worse than its votes.</summary>
    Random,
}
