namespace EvoQuality.Grpo;

/// <summary>Constants of Eq. 5.</summary>
public sealed record GrpoLossOptions
{
    /// <summary>epsilon: ratios outside 1 - epsilon..1 + epsilon stop paying. Not given by the paper; 0.2 in all relatives.</summary>
    public double ClipRange { get; init; } = 0.2;

    /// <summary>beta, weight of the KL term, 0 or more. Paper: 0.05.</summary>
    public double Beta { get; init; } = 0.05;
}
