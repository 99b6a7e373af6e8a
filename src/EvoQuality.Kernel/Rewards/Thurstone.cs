using EvoQuality.Statistics;

namespace EvoQuality.Rewards;

/// <summary>Thurstone's comparison of one sampled score with the partner's group of scores (Eq. 2).</summary>
public static class Thurstone
{
    /// <summary>
    /// Eq. 2: p_k = Phi((q_k - mu_j) / sqrt(var_i + var_j + gamma)), the probability that the image scored q_k is
    /// better than its partner.
    /// </summary>
    /// <param name="score">q_k, one score of the image.</param>
    /// <param name="partnerMean">mu_j, mean of the partner's scores.</param>
    /// <param name="variance">var_i of the image's own group, 0 or more.</param>
    /// <param name="partnerVariance">var_j of the partner's group, 0 or more.</param>
    /// <param name="gamma">Variance floor, above 0: two groups without spread then still compare (1e-6, VisualQuality-R1's value).</param>
    /// <returns>In 0..1; 0.5 when the score equals the partner's mean.</returns>
    public static double WinProbability(double score, double partnerMean, double variance, double partnerVariance, double gamma)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(variance);
        ArgumentOutOfRangeException.ThrowIfNegative(partnerVariance);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gamma);
        return Normal.Cdf((score - partnerMean) / Math.Sqrt(variance + partnerVariance + gamma));
    }
}
