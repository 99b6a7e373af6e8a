using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Kernel.Tests;

public class PairedTests
{
    private static readonly SeedTree Root = new(13);

    [Fact]
    public void Steiger_and_Meng_are_the_formulas_computed_elsewhere()
    {
        foreach (var c in NumericFixture.Load().Dependent)
        {
            var steiger = DependentCorrelations.Steiger(c.First, c.Second, c.Between, c.Images);
            var meng = DependentCorrelations.MengRosenthalRubin(c.First, c.Second, c.Between, c.Images);
            Assert.Equal(c.Steiger, steiger.Z, 1e-9);
            Assert.Equal(c.SteigerP, steiger.PValue, 1e-9);
            Assert.Equal(c.Meng, meng.Z, 1e-9);
            Assert.Equal(c.MengP, meng.PValue, 1e-9);
        }
    }

    [Fact]
    public void Equal_correlations_give_Z_zero_and_swapping_turns_the_sign()
    {
        Assert.Equal(new DependentCorrelations(0, 1), DependentCorrelations.Steiger(0.5, 0.5, 0.3, 100));
        Assert.Equal(
            DependentCorrelations.MengRosenthalRubin(0.6, 0.5, 0.3, 100).Z, -DependentCorrelations.MengRosenthalRubin(0.5, 0.6, 0.3, 100).Z, 1e-15);
    }

    [Fact]
    public void Both_tests_and_the_bootstrap_reject_an_equal_pair_about_as_often_as_they_say()
    {
        const int Trials = 300, Images = 60;
        int steiger = 0, meng = 0, bootstrap = 0;
        for (var t = 0; t < Trials; t++)
        {
            var (a, b, mos) = Equal(Root.Child(t).Source(), Images);
            double r1 = Correlation.Pearson(a, mos)!.Value, r2 = Correlation.Pearson(b, mos)!.Value, between = Correlation.Pearson(a, b)!.Value;
            if (DependentCorrelations.Steiger(r1, r2, between, Images).PValue < 0.1) steiger++;
            if (DependentCorrelations.MengRosenthalRubin(r1, r2, between, Images).PValue < 0.1) meng++;
            if (PairedAgreement.Of(a, b, mos, Agreement.Plcc, BootstrapUnits.ByImage(Images), 100, Root.Child("b").Child(t), threads: 1)!.PValue < 0.1) bootstrap++;
        }

        // 10 % of 300 is 30, deviation 5.2; the percentile bootstrap of 60 images is a little eager.
        Assert.InRange(steiger, 15, 46);
        Assert.InRange(meng, 15, 46);
        Assert.InRange(bootstrap, 15, 60);
    }

    [Fact]
    public void A_better_predictor_is_found_by_all_three()
    {
        var source = Root.Child("better").Source();
        double[] mos = [.. Enumerable.Range(0, 300).Select(_ => source.NextGaussian())];
        double[] good = [.. mos.Select(m => m + (0.4 * source.NextGaussian()))], bad = [.. mos.Select(m => m + (1.5 * source.NextGaussian()))];
        var paired = PairedAgreement.Of(good, bad, mos, Agreement.Srcc, BootstrapUnits.ByImage(300), 400, Root)!;
        Assert.Equal(Correlation.Spearman(good, mos) - Correlation.Spearman(bad, mos), paired.Difference);
        Assert.True(paired.Interval.Low > 0);
        Assert.Equal(2.0 / 401, paired.PValue, 1e-12);
        Assert.True(DependentCorrelations.Steiger(0.9, 0.5, 0.5, 300).PValue < 1e-6);
    }

    [Fact]
    public void A_predictor_against_itself_is_no_difference() =>
        Assert.Equal(
            new PairedAgreement(Agreement.Krcc, 0, new Interval(0, 0), 1),
            PairedAgreement.Of([1, 2, 3, 5], [1, 2, 3, 5], [1, 3, 2, 4], Agreement.Krcc, BootstrapUnits.ByImage(4), 30, Root));

    [Fact]
    public void Undefined_differences_and_impossible_correlations_are_not_numbers()
    {
        Assert.Null(PairedAgreement.Of([1, 1, 1], [1, 2, 3], [1, 2, 3], Agreement.Srcc, BootstrapUnits.ByImage(3), 10, Root));
        Assert.Contains("between", Assert.Throws<ArgumentOutOfRangeException>(() => DependentCorrelations.Steiger(0.5, 0.4, 1, 50)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => DependentCorrelations.Steiger(0.5, 0.4, 0.2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => DependentCorrelations.MengRosenthalRubin(double.NaN, 0.4, 0.2, 30));
    }

    private static (double[] A, double[] B, double[] Mos) Equal(SeededSource source, int n)
    {
        double[] mos = [.. Enumerable.Range(0, n).Select(_ => source.NextGaussian())];
        return ([.. mos.Select(m => m + source.NextGaussian())], [.. mos.Select(m => m + source.NextGaussian())], mos);
    }
}
