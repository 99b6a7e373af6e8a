namespace EvoQuality.Grpo;

/// <summary>What the paper leaves open in Eq. 4.</summary>
public sealed record AdvantageOptions
{
    /// <summary>Added to the standard deviation; 0 or more. 1e-6 is verl's value, VisualQuality-R1 has 1e-4.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>Standard deviation over n - 1 (as every relative) instead of n.</summary>
    public bool UnbiasedStd { get; init; } = true;
}

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
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Epsilon);
        if (rewards.Length == 0) throw new ArgumentException("A group needs at least one reward, but has none.", nameof(rewards));
        for (var k = 0; k < rewards.Length; k++)
            if (!double.IsFinite(rewards[k]))
                throw new ArgumentException($"Reward {k} is {rewards[k]}; expected a finite number.", nameof(rewards));
        // Asked of the values: the rounded mean of equal rewards may differ from them, and would be blown up below.
        if (!rewards.AsSpan().ContainsAnyExcept(rewards[0])) return new double[rewards.Length];

        var mean = rewards.Average();
        var squares = rewards.Sum(r => (r - mean) * (r - mean));
        var std = Math.Sqrt(squares / (options.UnbiasedStd ? rewards.Length - 1 : rewards.Length));
        return Array.ConvertAll(rewards, r => (r - mean) / (std + options.Epsilon));
    }
}
