using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Distortions;
using EvoQuality.Imaging.NaturalStatistics;
using EvoQuality.Imaging.Scenes;

namespace EvoQuality.Kernel.Tests;

public sealed class DetailStatisticsTests
{
    [Fact]
    public void A_flat_picture_has_its_level_and_no_detail()
    {
        var grey = new RgbImage(16, 16);
        Array.Fill(grey.Pixels, (byte)100);
        var found = DetailStatistics.Of(grey);
        Assert.Equal(DetailStatistics.Count, found.Length);
        Assert.Equal(100, found[0], 9);
        Assert.Equal(0, found[1], 6);
        Assert.Equal(0, found[2]);
        Assert.All(found[3..], value => Assert.Equal(Math.Log(0.25), value, 6));
    }

    /// <summary>Columns of 0 and 200 in turn: |4a - 2b - 2a| is 400 everywhere at full size; a half-size picture is flat.</summary>
    [Fact]
    public void Stripes_of_one_pixel_have_detail_at_full_size_alone()
    {
        var stripes = new RgbImage(16, 16);
        for (var at = 0; at < stripes.Pixels.Length; at++) stripes.Pixels[at] = (byte)(at / 3 % 2 * 200);
        var found = DetailStatistics.Of(stripes);
        Assert.Equal([100, 100], [found[0], found[1]], (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.All(found[3..6], value => Assert.Equal(Math.Log(400.25), value, 9));
        Assert.All(found[6..], value => Assert.Equal(Math.Log(0.25), value, 6));
    }

    /// <summary>Red (200, 0, 0) on half of the pixels: saturation 200 there, 0 elsewhere.</summary>
    [Fact]
    public void Saturation_is_the_mean_distance_of_the_channels()
    {
        var half = new RgbImage(16, 16);
        for (var at = 0; at < half.Pixels.Length / 2; at += 3) half.Pixels[at] = 200;
        Assert.Equal(100, DetailStatistics.Of(half)[2], 9);
    }

    [Fact]
    public void Blur_takes_detail_away_on_every_scale()
    {
        var source = new SeedTree(5).Source();
        var sharp = SceneGenerator.Generate(112, source);
        var (before, after) = (DetailStatistics.Of(sharp), DetailStatistics.Of(DistortionCatalog.ByName("blur").Apply(sharp, 1, source)));
        foreach (var mean in new[] { 3, 6, 9 }) Assert.True(after[mean] < before[mean] - 0.3, $"{before[mean]} to {after[mean]}");
    }

    [Fact]
    public void A_picture_too_small_for_the_last_scale_is_refused() =>
        Assert.Contains("12x12", Assert.Throws<ArgumentException>(() => DetailStatistics.Of(new RgbImage(11, 40))).Message, StringComparison.Ordinal);
}
