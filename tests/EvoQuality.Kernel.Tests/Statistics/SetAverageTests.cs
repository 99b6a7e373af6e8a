using EvoQuality.Statistics;

namespace EvoQuality.Kernel.Tests;

public class SetAverageTests
{
    [Fact]
    public void Averages_by_hand()
    {
        Assert.Equal(0.7, SetAverage.Weighted([0.9, 0.6], [100, 200])!.Value, 1e-15);
        Assert.Equal(0.75, SetAverage.Plain([0.9, 0.6])!.Value, 1e-15);
    }

    [Fact]
    public void A_blank_makes_the_average_blank()
    {
        Assert.Null(SetAverage.Weighted([0.9, null], [100, 200]));
        Assert.Null(SetAverage.Plain([null, 0.6]));
        Assert.Null(SetAverage.Plain([]));
    }

    [Fact]
    public void Three_ways_of_one_gain_differ()
    {
        // Set 1: 0.4 to 0.6 (+50 %), 100 images; set 2: 0.8 to 0.84 (+5 %), 300 images.
        var gain = RelativeGain.Of([0.4, 0.8], [0.6, 0.84], [100, 300]);
        Assert.Equal(0.1625, gain.WeightedMeanOfGains!.Value, 1e-12);
        Assert.Equal((0.78 / 0.7) - 1, gain.GainOfWeightedMeans!.Value, 1e-12);
        Assert.Equal(0.275, gain.PlainMeanOfGains!.Value, 1e-12);
        Assert.Equal(new RelativeGain(null, null, null), RelativeGain.Of([0.4, null], [0.6, 0.84], [100, 300]));
    }

    [Fact]
    public void Lengths_and_empty_sets_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SetAverage.Weighted([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => SetAverage.Weighted([1], [0]));
        Assert.Throws<ArgumentException>(() => RelativeGain.Of([1], [1, 2], [1, 1]));
    }
}
