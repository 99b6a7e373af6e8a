using EvoQuality.Foundations;
using EvoQuality.Statistics;
using FsCheck.Xunit;

namespace EvoQuality.Kernel.Tests;

public class KendallTests
{
    [Fact]
    public void One_swap_of_neighbours_among_four_costs_two_of_six_pairs()
    {
        Assert.Equal(4 / 6.0, Correlation.Kendall([1, 2, 3, 4], [1, 3, 2, 4])!.Value, 1e-15);
        Assert.Equal(-1, Correlation.Kendall([1, 2, 3, 4], [4, 3, 2, 1])!.Value, 1e-15);
    }

    [Fact]
    public void Ties_shrink_both_roots_of_the_denominator() =>
        // Pairs 6; tied in x 1, tied in y 1, in both 0; concordant 4, discordant 0: 4 / sqrt(5 * 5).
        Assert.Equal(0.8, Correlation.Kendall([1, 1, 2, 3], [1, 2, 3, 3])!.Value, 1e-15);

    [Property]
    public void Counting_with_a_tree_equals_looking_at_every_pair(byte size, ulong seed)
    {
        var source = new SeededSource(seed);
        var n = 2 + (size % 40);
        double[] x = [.. Enumerable.Range(0, n).Select(_ => (double)source.NextInt(6))], y = [.. Enumerable.Range(0, n).Select(_ => (double)source.NextInt(9))];
        Assert.Equal(Slow(x, y), Correlation.Kendall(x, y) ?? double.NaN, 1e-12);
    }

    private static double Slow(double[] x, double[] y)
    {
        double lead = 0, differentX = 0, differentY = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                lead += Math.Sign(x[i] - x[j]) * Math.Sign(y[i] - y[j]);
                differentX += Math.Abs(Math.Sign(x[i] - x[j]));
                differentY += Math.Abs(Math.Sign(y[i] - y[j]));
            }
        }

        return lead / Math.Sqrt(differentX * differentY); // 0 / 0 is NaN
    }
}
