using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Kernel.Tests;

public class AgreementBootstrapTests
{
    private static readonly SeedTree Root = new(12);
    private static readonly Agreement[] All = Enum.GetValues<Agreement>();

    /// <summary>Two fits of the same points in another order end this near to each other.</summary>
    private const double FitTolerance = 1e-6;

    [Fact]
    public void Every_measure_of_a_resample_equals_the_measure_of_the_drawn_images()
    {
        var c = NumericFixture.Load().Logistic[2]; // a curve with one clear minimum
        var n = c.Pred.Length;
        var units = BootstrapUnits.ByImage(n);
        var (drawn, times) = (new int[n], new int[n]);
        for (var r = 0; r < 10; r++)
        {
            units.Draw(Root.Child(r), drawn, times);
            Assert.Equal(n, times.Sum());
            double[] x = [.. times.SelectMany((t, i) => Enumerable.Repeat(c.Pred[i], t))], y = [.. times.SelectMany((t, i) => Enumerable.Repeat(c.Mos[i], t))];
            foreach (var measure in All)
            {
                var (expected, found) = (AgreementOf.Images(measure, x, y)!.Value, AgreementOf.Resamples(measure, c.Pred, c.Mos).Of(times)!.Value);
                Assert.True(Math.Abs(expected - found) < (measure is Agreement.PlccLogistic4 or Agreement.PlccLogistic5 ? FitTolerance : 1e-12), $"{measure}: {expected} {found}");
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(31)]
    [InlineData(202)]
    public void Plcc_of_a_resample_counts_every_image_also_the_last_few(int n)
    {
        double[] x = [.. Enumerable.Range(0, n).Select(i => Math.Sin(i))], y = [.. Enumerable.Range(0, n).Select(i => Math.Cos(i * 1.3) + (0.2 * i))];
        int[] times = [.. Enumerable.Range(0, n).Select(i => i == n - 1 ? 3 : i % 3)];
        var all = Enumerable.Range(0, n).SelectMany(i => Enumerable.Repeat(i, times[i])).ToArray();
        var expected = Correlation.Pearson([.. all.Select(i => x[i])], [.. all.Select(i => y[i])]);
        Assert.Equal(n > 2, expected is not null); // of two images one is drawn
        Assert.Equal(expected ?? 0, new ResampledPearson(x, y).Of(times) ?? 0, 1e-12);

        double[] flat = [.. Enumerable.Range(0, n).Select(i => i == n - 1 ? 1.0 : 0.0)];
        Array.Fill(times, 1);
        Assert.Equal(Correlation.Pearson(flat, y)!.Value, new ResampledPearson(flat, y).Of(times)!.Value, 1e-12); // the last alone differs
        times[^1] = 0;
        Assert.Null(new ResampledPearson(flat, y).Of(times));
    }

    [Fact]
    public void Intervals_hold_the_value_and_do_not_depend_on_threads()
    {
        var c = NumericFixture.Load().Correlation[2];
        IReadOnlyList<AgreementEstimate> With(int threads) =>
            AgreementBootstrap.Of(c.Pred, c.Mos, All, BootstrapUnits.ByImage(c.Pred.Length), 200, Root, threads: threads);
        var estimates = With(1);
        Assert.Equal(estimates, With(3));
        Assert.Equal(All, estimates.Select(e => e.Measure));
        Assert.All(estimates, e => Assert.True(e.Interval!.Value.Contains(e.Value!.Value), $"{e}"));
        Assert.Equal(c.Krcc, estimates[(int)Agreement.Krcc].Value!.Value, 1e-12);
    }

    [Fact]
    public void The_width_for_PLCC_is_Fishers()
    {
        // Bivariate normal, n = 400: the deviation of atanh r is 1 / sqrt(n - 3).
        var source = Root.Child("normal").Source();
        double[] x = [.. Enumerable.Range(0, 400).Select(_ => source.NextGaussian())], y = [.. x.Select(v => v + source.NextGaussian())];
        var found = AgreementBootstrap.Of(x, y, [Agreement.Plcc], BootstrapUnits.ByImage(400), 4000, Root)[0];
        var half = 1.96 / Math.Sqrt(397);
        var z = Math.Atanh(found.Value!.Value);
        Assert.Equal(Math.Tanh(z + half) - Math.Tanh(z - half), found.Interval!.Value.Width, 0.15 * found.Interval.Value.Width);
    }

    [Fact]
    public void Contents_are_drawn_whole()
    {
        var units = BootstrapUnits.ByContent(["a", "b", "A", "c", "b"]);
        Assert.Equal((5, 3), (units.Images, units.Units));
        var (drawn, times) = (new int[3], new int[5]);
        for (var r = 0; r < 20; r++)
        {
            units.Draw(Root.Child(r), drawn, times);
            Assert.Equal((times[0], times[1]), (times[2], times[4]));
            Assert.Equal(3, times[0] + times[1] + times[3]);
        }
    }

    [Fact]
    public void Images_that_share_content_make_the_interval_wider()
    {
        // 20 contents of 10 pictures; the error belongs to the content.
        var source = Root.Child("contents").Source();
        var error = Enumerable.Range(0, 20).Select(_ => source.NextGaussian()).ToArray();
        double[] mos = [.. Enumerable.Range(0, 200).Select(_ => source.NextGaussian())], seen = [.. mos.Select((m, i) => m + (1.5 * error[i / 10]))];
        double Width(BootstrapUnits units) => AgreementBootstrap.Of(seen, mos, [Agreement.Srcc], units, 1000, Root)[0].Interval!.Value.Width;
        Assert.True(Width(BootstrapUnits.ByContent([.. mos.Select((_, i) => $"{i / 10}")])) > 1.3 * Width(BootstrapUnits.ByImage(200)));
    }

    [Fact]
    public void Draws_are_uniform()
    {
        var (drawn, times, all) = (new int[7], new int[7], new int[7]);
        for (var r = 0; r < 20_000; r++)
        {
            BootstrapUnits.ByImage(7).Draw(Root.Child(r), drawn, times);
            for (var i = 0; i < 7; i++) all[i] += times[i];
        }

        Assert.All(all, count => Assert.InRange(count, 19_400, 20_600)); // deviation 131
    }

    [Fact]
    public void What_is_undefined_stays_undefined_and_is_counted()
    {
        var constant = AgreementBootstrap.Of([3, 3, 3, 3, 3], [1, 2, 3, 4, 5], All[..5], BootstrapUnits.ByImage(5), 20, Root);
        Assert.All(constant, e => Assert.Equal((null, null, 20), (e.Value, e.Interval, e.Undefined)));
        var two = AgreementBootstrap.Of([1, 2], [1, 2], [Agreement.Srcc], BootstrapUnits.ByImage(2), 400, Root)[0];
        Assert.InRange(two.Undefined, 150, 250); // half of the resamples draw one image twice
        Assert.Equal(1, two.Interval!.Value.Low, 1e-15);
    }
}
