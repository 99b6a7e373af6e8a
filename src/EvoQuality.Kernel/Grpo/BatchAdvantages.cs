namespace EvoQuality.Grpo;

/// <summary>Advantages of a batch.</summary>
/// <param name="groups">Rewards, one list per prompt.</param>
/// <param name="options">Epsilon and kind of standard deviation.</param>
/// <returns>Advantages of all groups, one after another.</returns>
public delegate double[] AdvantageFunction(IReadOnlyList<double[]> groups, AdvantageOptions options);

/// <summary>From the rewards of a batch to advantages; in all of them a group of equal rewards gets zeros.</summary>
public static class BatchAdvantages
{
    /// <summary>Eq. 4, group by group: (r - mean of the group) / (std of the group + epsilon). TRL's scale_rewards "group", verl.</summary>
    public static double[] ByGroup(IReadOnlyList<double[]> groups, AdvantageOptions options)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return [.. groups.SelectMany(g => GroupAdvantage.Normalize(g, options))];
    }

    /// <summary>(r - mean of the group) / (std of the batch + epsilon): TRL's scale_rewards "batch".</summary>
    public static double[] ByBatch(IReadOnlyList<double[]> groups, AdvantageOptions options)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(options);
        var divisor = GroupAdvantage.Deviation([.. groups.SelectMany(g => g)], options.UnbiasedStd) + options.Epsilon;
        return [.. groups.SelectMany(g => GroupAdvantage.IsFlat(g) ? new double[g.Length] : GroupAdvantage.Scale(GroupAdvantage.Center(g), divisor))];
    }

    /// <summary>r - mean of the group, not scaled: TRL's scale_rewards "none", Dr. GRPO (arXiv 2503.20783).</summary>
    public static double[] Centred(IReadOnlyList<double[]> groups, AdvantageOptions options)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return [.. groups.SelectMany(GroupAdvantage.Center)];
    }
}
