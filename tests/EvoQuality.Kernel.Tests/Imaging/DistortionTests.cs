using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Distortions;
using EvoQuality.Imaging.Scenes;

namespace EvoQuality.Kernel.Tests;

public class DistortionTests
{
    private const int Size = 96;

    private static readonly RgbImage[] Scenes =
        [.. Enumerable.Range(0, 8).Select(i => SceneGenerator.Generate(Size, new SeedTree(3).Child(i).Source()))];

    public static TheoryData<string> Names => [.. DistortionCatalog.All.Select(d => d.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Severity_zero_returns_the_same_bytes_in_a_new_picture(string name)
    {
        foreach (var scene in Scenes)
        {
            var result = DistortionCatalog.ByName(name).Apply(scene, 0, new SeededSource(1));
            Assert.Equal(scene.Pixels, result.Pixels);
            Assert.NotSame(scene.Pixels, result.Pixels);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Mean_psnr_falls_strictly_with_severity(string name)
    {
        var psnr = new[] { 0.2, 0.4, 0.6, 0.8, 1.0 }.Select(severity => MeanPsnr(name, severity)).ToArray();
        for (var i = 1; i < psnr.Length; i++)
            Assert.True(psnr[i] < psnr[i - 1], $"{name}: {string.Join(", ", psnr.Select(p => p.ToString("F2")))} dB.");
        Assert.InRange(psnr[0], 15, 45);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_slight_severity_damages_less_than_the_first_level(string name) =>
        Assert.True(MeanPsnr(name, 0.04) > MeanPsnr(name, 0.2));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_source_gives_the_same_bytes_and_the_argument_stays(string name)
    {
        var before = Scenes[0].Clone();
        var distortion = DistortionCatalog.ByName(name);
        var first = distortion.Apply(Scenes[0], 0.7, new SeededSource(5));
        var second = distortion.Apply(Scenes[0], 0.7, new SeededSource(5));
        Assert.Equal(first.Pixels, second.Pixels);
        Assert.Equal(before.Pixels, Scenes[0].Pixels);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_shape_of_picture_keeps_its_shape(string name)
    {
        foreach (var (width, height) in new[] { (1, 1), (7, 3), (50, 21) })
        {
            var result = DistortionCatalog.ByName(name).Apply(new RgbImage(width, height), 1, new SeededSource(5));
            Assert.Equal((width, height), (result.Width, result.Height));
        }
    }

    [Fact]
    public void Blurs_keep_a_flat_picture_flat()
    {
        var flat = new RgbImage(40, 30);
        flat.Pixels.AsSpan().Fill(77);
        foreach (var name in new[] { "blur", "motion", "defocus", "sharpened", "pixels", "faded" })
            Assert.All(
                DistortionCatalog.ByName(name).Apply(flat, 1, new SeededSource(2)).Pixels, v => Assert.Equal(77, v));
    }

    [Fact]
    public void Impulse_noise_touches_its_fraction_of_pixels_with_black_and_white()
    {
        var grey = new RgbImage(200, 200);
        grey.Pixels.AsSpan().Fill(128);
        var noisy = DistortionCatalog.ByName("impulse").Apply(grey, 1, new SeededSource(4)).Pixels;
        Assert.InRange(noisy.Count(v => v == 0) / 120000.0, 0.05, 0.06);
        Assert.InRange(noisy.Count(v => v == 255) / 120000.0, 0.05, 0.06);
        Assert.All(noisy, v => Assert.True(v is 0 or 128 or 255));
    }

    [Fact]
    public void Gaussian_noise_has_the_deviation_of_its_law()
    {
        var grey = new RgbImage(200, 200);
        grey.Pixels.AsSpan().Fill(128);
        var noisy = DistortionCatalog.ByName("noise").Apply(grey, 0.4, new SeededSource(4)).Pixels;
        Assert.InRange(Math.Sqrt(noisy.Average(v => (v - 128.0) * (v - 128.0))), 255 * 0.06 * 0.98, 255 * 0.06 * 1.02);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_severity_outside_0_to_1_is_refused(double severity) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => DistortionCatalog.All[0].Apply(Scenes[0], severity, new SeededSource(1)));

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => DistortionCatalog.ByName("glare"));
        Assert.Contains("'glare'", error.Message);
        Assert.Contains("defocus", error.Message);
    }

    [Fact]
    public void Names_are_distinct_lower_case_words()
    {
        Assert.Equal(12, DistortionCatalog.All.Select(d => d.Name).Distinct().Count());
        Assert.All(DistortionCatalog.All, d => Assert.Matches("^[a-z]+$", d.Name));
    }

    private static double MeanPsnr(string name, double severity) =>
        Scenes
            .Select((s, i) => (s, DistortionCatalog.ByName(name).Apply(s, severity, new SeedTree(8).Child(i).Source())))
            .Average(pair => Psnr(pair.Item1, pair.Item2));

    private static double Psnr(RgbImage a, RgbImage b)
    {
        var squares = a.Pixels.Zip(b.Pixels, (x, y) => (double)(x - y) * (x - y)).Average();
        return squares == 0 ? 99 : 10 * Math.Log10(255 * 255 / squares);
    }
}
