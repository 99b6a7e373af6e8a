using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Kernel.Tests;

public class BootstrapTests
{
    private static readonly SeedTree Root = new(11);

    [Fact]
    public void Counting_ranks_equals_ranking_the_resample_anew()
    {
        foreach (var c in NumericFixture.Load().Correlation)
        {
            var fast = new ResampledSpearman(c.Pred, c.Mos);
            var source = Root.Child("resample").Source();
            for (var r = 0; r < 20; r++)
            {
                var drawn = Array.ConvertAll(c.Pred, _ => source.NextInt(c.Pred.Length));
                var slow = Correlation.Spearman([.. drawn.Select(i => c.Pred[i])], [.. drawn.Select(i => c.Mos[i])]);
                Assert.Equal(slow!.Value, fast.OfDrawn(drawn)!.Value, 1e-12);
            }
        }
    }

    [Fact]
    public void The_interval_of_a_mean_has_its_textbook_width()
    {
        var source = Root.Child("values").Source();
        var values = Enumerable.Range(0, 400).Select(_ => source.NextGaussian()).ToArray();
        var mean = values.Average();
        var std = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));

        var interval = Bootstrap.Of(values.Length, 4000, source, drawn => drawn.Average(i => values[i]))!.Value;

        Assert.True(interval.Contains(mean));
        Assert.Equal(2 * 1.96 * std / Math.Sqrt(values.Length), interval.Width, 0.1 * interval.Width);
    }

    [Fact]
    public void Percentiles_are_interpolated_as_numpy_does() =>
        Assert.Equal(new Interval(1.5, 4.5), Bootstrap.Percentiles([5, 1, 4, 2, 3], 0.75));

    [Fact]
    public void One_seed_gives_one_interval()
    {
        var c = NumericFixture.Load().Correlation[1];
        Interval? Once() => Bootstrap.OfSpearman(c.Pred, c.Mos, 200, Root.Source());
        Assert.Equal(Once(), Once());
        Assert.True(Once()!.Value.Contains(c.Srcc));
    }

    [Fact]
    public void Undefined_resamples_are_left_out()
    {
        var interval = Bootstrap.Of(2, 100, Root.Source(), drawn => drawn[0] == drawn[1] ? null : 7);
        Assert.Equal(new Interval(7, 7), interval);
        Assert.Null(Bootstrap.OfSpearman([3, 3, 3], [1, 2, 3], 50, Root.Source()));
    }

    [Fact]
    public void Confidence_outside_zero_to_one_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Of(2, 1, Root.Source(), _ => 1, confidence: 95));
}
