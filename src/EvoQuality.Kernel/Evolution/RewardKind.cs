namespace EvoQuality.Evolution;

/// <summary>What a sampled score is rewarded for.</summary>
public enum RewardKind
{
    /// <summary>For agreeing with preferences (Eqs. 2 and 3): EvoQuality, VisualQuality-R1.</summary>
    Fidelity,

    /// <summary>For being close to a score label, exp(-distance). With the policy's own labels this is EvoEstimate, the paper's regression ablation.</summary>
    Closeness,

    /// <summary>For lying within a threshold of a score label, 1 or 0. With opinion scores this is Q-Insight's score reward.</summary>
    Threshold,
}
