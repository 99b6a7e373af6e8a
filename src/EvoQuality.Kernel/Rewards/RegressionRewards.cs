namespace EvoQuality.Rewards;

/// <summary>
/// Rewards of one image's group of completions for being close to a score label: the image's own averaged scores
/// (EvoEstimate, the paper's regression ablation) or its opinion score (decision 0019).
/// </summary>
public static class RegressionRewards
{
    /// <summary>r_k = exp(-|q_k - label|): full at the label, 0.37 one score point away; every step closer pays.</summary>
    /// <param name="own">The image's scores.</param>
    /// <param name="label">Its score label, 1..5; null says nothing.</param>
    /// <returns>One reward above 0 and up to 1 per completion; null for an unparsable one, and for all without a label.</returns>
    public static double?[] Closeness(GroupScores own, double? label) => Each(own, label, distance => Math.Exp(-distance));

    /// <summary>r_k = 1 for |q_k - label| below the threshold, else 0 (Q-Insight: 0.35).</summary>
    /// <param name="own">The image's scores.</param>
    /// <param name="label">Its score label, 1..5; null says nothing.</param>
    /// <param name="threshold">Score points, above 0.</param>
    /// <returns>0 or 1 per completion; null for an unparsable one, and for all without a label.</returns>
    public static double?[] Within(GroupScores own, double? label, double threshold)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        return Each(own, label, distance => distance < threshold ? 1 : 0);
    }

    private static double?[] Each(GroupScores own, double? label, Func<double, double> reward)
    {
        ArgumentNullException.ThrowIfNull(own);
        return [.. own.Scores.Select(q => q is { } score && label is { } goal ? reward(Math.Abs(score - goal)) : (double?)null)];
    }
}
