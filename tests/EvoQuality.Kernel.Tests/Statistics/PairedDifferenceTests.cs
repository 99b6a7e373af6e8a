using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Kernel.Tests;

public class PairedDifferenceTests
{
    private static readonly double[] Mos = [.. Enumerable.Range(0, 60).Select(i => (double)i)];

    private static double[] Noisy(double noise, SeededSource source) => [.. Mos.Select(m => m + (noise * source.NextGaussian()))];

    [Fact]
    public void The_mean_is_the_mean_over_seeds_of_the_plain_differences()
    {
        var source = new SeedTree(3).Source();
        double[][] first = [Noisy(5, source), Noisy(10, source)], second = [Noisy(30, source), Noisy(60, source)];
        var expected = Enumerable.Range(0, 2)
            .Average(s => Correlation.Spearman(first[s], Mos)!.Value - Correlation.Spearman(second[s], Mos)!.Value);

        var difference = PairedDifference.OfSpearman(first, second, Mos, 300, source)!;

        Assert.Equal(expected, difference.Mean, 1e-12);
        Assert.True(difference.Interval.Low > 0, $"{difference}");
        Assert.Equal(1, difference.ShareAboveZero);
    }

    [Fact]
    public void A_predictor_is_not_ahead_of_itself()
    {
        var row = Noisy(20, new SeedTree(4).Source());
        var difference = PairedDifference.OfSpearman([row], [row], Mos, 100, new SeedTree(5).Source())!;
        Assert.Equal(new PairedDifference(0, new Interval(0, 0), 0), difference);
    }

    [Fact]
    public void Seeds_that_disagree_widen_the_interval()
    {
        var source = new SeedTree(6).Source();
        double[] good = Noisy(3, source), bad = Noisy(300, source), plain = Noisy(30, source);
        double Width(double[][] rows) =>
            PairedDifference.OfSpearman(rows, [plain, plain], Mos, 300, new SeedTree(7).Source())!.Interval.Width;
        Assert.True(Width([good, bad]) > 2 * Width([good, good]));
    }

    [Fact]
    public void Constant_predictions_have_no_difference() =>
        Assert.Null(PairedDifference.OfSpearman([new double[60]], [Mos], Mos, 10, new SeedTree(8).Source()));

    [Fact]
    public void Both_predictors_need_the_same_seeds() =>
        Assert.Throws<ArgumentException>(() => PairedDifference.OfSpearman([Mos, Mos], [Mos], Mos, 10, new SeedTree(8).Source()));
}
