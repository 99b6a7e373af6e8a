namespace EvoQuality.Rewards;

/// <summary>Rewards of one image's group of completions (Eq. 3).</summary>
public static class FidelityRewards
{
    /// <summary>
    /// Eq. 3: r_k, the mean over partners of the fidelity between the pseudo-preference p* and the win probability p_k.
    /// </summary>
    /// <param name="own">The image's scores.</param>
    /// <param name="partners">Its partners, each with p*(image, partner).</param>
    /// <param name="options">Variance floor and kind.</param>
    /// <returns>
    /// One reward in 0..1 per completion; null for an unparsable one. All are null when there is nothing to compare:
    /// no partner, or fewer than two parsed scores and so no variance.
    /// </returns>
    public static double?[] Compute(
        GroupScores own, IReadOnlyList<(PartnerStatistics Partner, double Preference)> partners, FidelityOptions options)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(partners);
        ArgumentNullException.ThrowIfNull(options);
        var rewards = new double?[own.Scores.Count];
        if (partners.Count == 0 || own.Variance(options.UnbiasedVariance) is not { } variance) return rewards;

        for (var k = 0; k < rewards.Length; k++)
        {
            if (own.Scores[k] is not { } score) continue;
            rewards[k] = partners.Average(p => FidelityReward.Of(
                p.Preference,
                Thurstone.WinProbability(score, p.Partner.Mean, variance, p.Partner.Variance, options.Gamma),
                options.RootEpsilon));
        }

        return rewards;
    }

    /// <summary>
    /// Rewards as the advantage wants them: an unparsable completion gets 0, the worst, and stays in the group, so that
    /// not answering is never better than answering. A group without any reward becomes all zeros: no spread, no advantage.
    /// The paper does not say (decision in notes/decisions).
    /// </summary>
    public static double[] UnparsableAsZero(IReadOnlyList<double?> rewards)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        return [.. rewards.Select(reward => reward ?? 0)];
    }
}
