namespace EvoQuality.Grpo;

/// <summary>One reward over a step's completions, before its weight; TRL's rewards/NAME/*.</summary>
/// <param name="Name">Name of the reward.</param>
/// <param name="Mean">Mean over all completions.</param>
/// <param name="Std">Standard deviation over all completions (n - 1).</param>
public sealed record RewardFigures(string Name, double Mean, double Std)
{
    /// <summary>Sums up one or more rewards.</summary>
    public static RewardFigures Of(string name, double[] rewards)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        return new RewardFigures(name, rewards.Average(), GroupAdvantage.Deviation(rewards, unbiased: true));
    }
}
