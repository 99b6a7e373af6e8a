using EvoQuality.Statistics;

namespace EvoQuality.Kernel.Tests;

public class LogisticFitTests
{
    /// <summary>How much more squared error than scipy's (MINPACK, same start) a fit may have, relative.</summary>
    private const double NoWorse = 1e-6;

    [Fact]
    public void Fits_are_no_worse_than_scipys_from_the_same_start()
    {
        var compared = 0;
        foreach (var c in NumericFixture.Load().Logistic)
        {
            foreach (var (form, theirs) in new[] { (LogisticForm.FourParameters, c.Four), (LogisticForm.FiveParameters, c.Five) })
            {
                if (theirs is null) continue;
                var ours = LogisticFit.Of(form, c.Pred, c.Mos)!;
                Assert.True(ours.SquaredError <= theirs.SquaredError * (1 + NoWorse), $"{form}, n = {c.Pred.Length}: {ours.SquaredError} against {theirs.SquaredError}");
                compared++;
            }
        }

        Assert.Equal(11, compared);
    }

    [Fact]
    public void Where_both_end_in_one_minimum_so_does_PLCC()
    {
        foreach (var c in NumericFixture.Load().Logistic)
        {
            var ours = LogisticFit.Of(LogisticForm.FourParameters, c.Pred, c.Mos)!;
            Assert.True(ours.Converged);
            Assert.Equal(c.Four!.SquaredError, ours.SquaredError, 1e-6 * c.Four.SquaredError);
            Assert.Equal(c.Four.Plcc, ours.Plcc(c.Pred, c.Mos)!.Value, 1e-6);
            Assert.Equal(Math.Sqrt(ours.SquaredError / c.Mos.Length), ours.RootMeanSquareError(c.Pred, c.Mos)!.Value, 1e-12);
        }
    }

    [Fact]
    public void A_curve_is_found_again_from_its_own_points()
    {
        double[] x = [.. Enumerable.Range(0, 50).Select(i => i / 10.0)];
        double[] y = [.. x.Select(v => ((4.5 - 1.2) / (1 + Math.Exp(-(v - 2.6) / 0.5))) + 1.2)];
        var fit = LogisticFit.Of(LogisticForm.FourParameters, x, y)!;
        Assert.True(fit.Converged);
        foreach (var (expected, found) in new[] { 4.5, 1.2, 2.6, 0.5 }.Zip(fit.Parameters)) Assert.Equal(expected, found, 1e-6);
        Assert.True(Correlation.Pearson(x, y) < 0.99);
        Assert.Equal(1, fit.Plcc(x, y)!.Value, 1e-9);
    }

    [Fact]
    public void A_falling_relation_is_fitted_as_well_as_a_rising_one()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => i / 8.0)];
        double[] y = [.. x.Select(v => 100 / (1 + Math.Exp((v - 2.5) / 0.7)))];
        Assert.Equal(1, LogisticFit.Of(LogisticForm.FourParameters, x, y)!.Plcc(x, y)!.Value, 1e-6);
    }

    [Fact]
    public void Too_few_images_and_constant_predictions_have_no_curve()
    {
        Assert.Null(LogisticFit.Of(LogisticForm.FourParameters, [1, 2, 3], [1, 2, 3]));
        Assert.Null(LogisticFit.Of(LogisticForm.FiveParameters, [1, 2, 3, 4], [1, 2, 3, 4]));
        Assert.Null(LogisticFit.Of(LogisticForm.FourParameters, [3, 3, 3, 3, 3, 3], [1, 2, 3, 4, 5, 6]));
    }

    [Fact]
    public void A_curve_that_gives_one_value_has_no_correlation()
    {
        var flat = new LogisticFit(LogisticForm.FourParameters, [2, 2, 0, 1], 0, true);
        Assert.Null(flat.Plcc([1, 2, 3], [1, 2, 3]));
    }
}
