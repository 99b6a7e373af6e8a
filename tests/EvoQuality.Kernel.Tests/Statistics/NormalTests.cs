using EvoQuality.Statistics;

namespace EvoQuality.Kernel.Tests;

public class NormalTests
{
    [Fact]
    public void The_distribution_function_is_right_to_twelve_relative_digits_deep_into_the_tail()
    {
        foreach (var (z, cdf) in NumericFixture.Load().NormalCdf)
        {
            Assert.Equal(cdf, Normal.Cdf(z), 1e-15);
            Assert.True(Math.Abs((Normal.Cdf(z) / cdf) - 1) < 1e-12, $"at {z}: {Normal.Cdf(z):R} instead of {cdf:R}");
        }
    }

    [Fact]
    public void Half_lies_below_zero_and_the_ends_are_certain()
    {
        Assert.Equal(0.5, Normal.Cdf(0));
        Assert.Equal(0, Normal.Cdf(double.NegativeInfinity));
        Assert.Equal(1, Normal.Cdf(double.PositiveInfinity));
    }
}
