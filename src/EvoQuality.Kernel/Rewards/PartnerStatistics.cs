namespace EvoQuality.Rewards;

/// <summary>Mean and variance of a partner's group of scores: all that Eq. 2 asks of it.</summary>
/// <param name="Mean">mu_j.</param>
/// <param name="Variance">var_j, 0 or more.</param>
public readonly record struct PartnerStatistics(double Mean, double Variance);
