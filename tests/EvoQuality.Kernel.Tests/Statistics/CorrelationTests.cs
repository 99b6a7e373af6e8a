using EvoQuality.Statistics;

namespace EvoQuality.Kernel.Tests;

public class CorrelationTests
{
    [Fact]
    public void Ties_share_their_mean_rank() =>
        Assert.Equal([3.5, 1, 3.5, 2, 5], Ranks.Average([4, 1, 4, 2, 9]));

    [Fact]
    public void Ranks_of_nothing_are_nothing() => Assert.Empty(Ranks.Average([]));

    [Fact]
    public void Values_without_a_rank_are_refused() =>
        Assert.Contains("Value 1", Assert.Throws<ArgumentException>(() => Ranks.Average([1, double.NaN])).Message);

    [Fact]
    public void Ranks_and_correlations_are_scipys()
    {
        foreach (var c in NumericFixture.Load().Correlation)
        {
            Assert.Equal(c.Ranks, Ranks.Average(c.Pred));
            Assert.Equal(c.Srcc, Correlation.Spearman(c.Pred, c.Mos)!.Value, 1e-12);
            Assert.Equal(c.Plcc, Correlation.Pearson(c.Pred, c.Mos)!.Value, 1e-12);
            Assert.Equal(c.Krcc, Correlation.Kendall(c.Pred, c.Mos)!.Value, 1e-12);
            Assert.Equal(c.Rmse, Correlation.RootMeanSquareError(c.Pred, c.Mos)!.Value, 1e-12);
        }
    }

    [Fact]
    public void A_monotone_curve_has_rank_correlation_one_and_a_lower_linear_one()
    {
        double[] x = [1, 2, 3, 4], y = [1, 8, 27, 64];
        Assert.Equal(1, Correlation.Spearman(x, y)!.Value, 1e-15);
        Assert.Equal(-1, Correlation.Spearman(x, [.. y.Reverse()])!.Value, 1e-15);
        Assert.Equal(104 / Math.Sqrt(5 * 2390.0), Correlation.Pearson(x, y)!.Value, 1e-15);
    }

    [Fact]
    public void Constant_scores_have_no_correlation()
    {
        double[] constant = [0.1, 0.1, 0.1], rising = [1, 2, 3]; // the mean of three 0.1 is not 0.1 in floating point
        Assert.Null(Correlation.Pearson(constant, rising));
        Assert.Null(Correlation.Pearson(rising, constant));
        Assert.Null(Correlation.Spearman(constant, rising));
        Assert.Null(Correlation.Spearman(rising, constant));
        Assert.Null(Correlation.Kendall(constant, rising));
        Assert.Null(Correlation.Kendall(rising, constant));
    }

    [Fact]
    public void Fewer_than_two_items_have_no_correlation()
    {
        Assert.Null(Correlation.Spearman([], []));
        Assert.Null(Correlation.Pearson([1], [2]));
        Assert.Null(Correlation.Kendall([], []));
        Assert.Null(Correlation.Kendall([1], [2]));
        Assert.Null(Correlation.RootMeanSquareError([], []));
    }

    [Fact]
    public void Lengths_that_differ_and_infinite_values_are_refused()
    {
        Assert.Contains("3 values", Assert.Throws<ArgumentException>(() => Correlation.Pearson([1, 2, 3], [1, 2])).Message);
        Assert.Contains("y[1]", Assert.Throws<ArgumentException>(() => Correlation.Spearman([1, 2], [1, double.PositiveInfinity])).Message);
    }
}
