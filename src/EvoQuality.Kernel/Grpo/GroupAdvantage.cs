namespace EvoQuality.Grpo;

/// <summary>Advantages of one group (Eq. 4).</summary>
public static class GroupAdvantage
{
    /// <summary>Eq. 4: a_k = (r_k - mean(r)) / (std(r) + epsilon).</summary>
    /// <param name="rewards">Rewards of one group, one or more.</param>
    /// <param name="options">Epsilon and kind of standard deviation.</param>
    /// <returns>One advantage per reward; they sum to 0. Equal rewards, or a single one, say nothing: all zeros.</returns>
    /// <exception cref="ArgumentException">The group is empty, or a reward is not finite.</exception>
    public static double[] Normalize(double[] rewards, AdvantageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Epsilon);
        return IsFlat(rewards) ? new double[rewards.Length] : Scale(Center(rewards), Deviation(rewards, options.UnbiasedStd) + options.Epsilon);
    }

    /// <summary>a_k = r_k - mean(r): Dr. GRPO, TRL's scale_rewards "none".</summary>
    /// <param name="rewards">Rewards of one group, one or more.</param>
    /// <returns>One advantage per reward, zeros for equal ones.</returns>
    /// <exception cref="ArgumentException">The group is empty, or a reward is not finite.</exception>
    public static double[] Center(double[] rewards)
    {
        if (IsFlat(rewards)) return new double[rewards.Length];
        var mean = rewards.Average();
        return Array.ConvertAll(rewards, r => r - mean);
    }

    /// <summary>Whether the rewards are all equal, so that the group has no gradient.</summary>
    /// <exception cref="ArgumentException">The group is empty, or a reward is not finite.</exception>
    public static bool IsFlat(double[] rewards)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        if (rewards.Length == 0) throw new ArgumentException("A group needs at least one reward, but has none.", nameof(rewards));
        for (var k = 0; k < rewards.Length; k++)
            if (!double.IsFinite(rewards[k]))
                throw new ArgumentException($"Reward {k} is {rewards[k]}; expected a finite number.", nameof(rewards));
        // Asked of the values: the rounded mean of equal rewards may differ from them, and would be blown up by a small divisor.
        return !rewards.AsSpan().ContainsAnyExcept(rewards[0]);
    }

    /// <summary>Standard deviation; 0 for a single reward.</summary>
    internal static double Deviation(double[] rewards, bool unbiased)
    {
        if (rewards.Length < 2 || !rewards.AsSpan().ContainsAnyExcept(rewards[0])) return 0;
        var mean = rewards.Average();
        return Math.Sqrt(rewards.Sum(r => (r - mean) * (r - mean)) / (unbiased ? rewards.Length - 1 : rewards.Length));
    }

    internal static double[] Scale(double[] centred, double divisor) => Array.ConvertAll(centred, r => r / divisor);
}
