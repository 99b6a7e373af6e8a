using MathNet.Numerics;

namespace EvoQuality.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class Normal
{
    /// <summary>Phi(z): probability that a standard normal variable is at most <paramref name="z"/>.</summary>
    /// <remarks>Through the complementary error function, so that the lower tail keeps its relative accuracy.</remarks>
    public static double Cdf(double z) => 0.5 * SpecialFunctions.Erfc(-z / Constants.Sqrt2);
}
