using System.Security.Cryptography;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Distortions;
using EvoQuality.Imaging.Distortions.Graded;
using EvoQuality.Imaging.Quality;
using EvoQuality.Imaging.Scenes;

namespace EvoQuality.Kernel.Tests;

public class GradedDistortionTests
{
    private const int Size = MsSsim.SmallestSide;

    // Judged by PSNR of R, G and B alone. MS-SSIM sees luma, which chroma moves by clipping only; and cells of 3.33 pixels (level 3) hide
    // the structure below less evenly than those of 4 (level 4).
    private static readonly string[] NotByStructure =
        ["saturate-strengthen-hsv", "saturate-strengthen-ycrcb", "saturate-weaken-hsv", "saturate-weaken-ycrcb", "pixelate"];

    // Equalising moves all tones, by how much depends on where the bins' bounds fall: neither measure must fall from level to level. It is
    // judged by the number of values that are left.
    private const string ByValues = "quantization-histogram";

    private static readonly RgbImage[] Scenes =
        [.. Enumerable.Range(0, 4).Select(i => SceneGenerator.Generate(Size, new SeedTree(35).Child(i).Source()))];

    public static TheoryData<string> Names => [.. GradedCatalog.All.Select(d => d.Name)];

    [Fact]
    public void There_are_35_types_in_12_groups_of_five_levels()
    {
        Assert.Equal(35, GradedCatalog.All.Select(d => d.Name).Distinct().Count());
        Assert.Equal([6, 6, 2, 4, 4, 2, 2, 2, 2, 1, 1, 3], GradedCatalog.All.GroupBy(d => d.Group).Select(g => g.Count()));
        Assert.Equal(Enum.GetValues<DistortionGroup>(), GradedCatalog.All.Select(d => d.Group).Distinct());
        Assert.All(GradedCatalog.All, d => Assert.Equal(5, d.Levels.Select(l => string.Join(' ', l)).Distinct().Count()));
        Assert.All(GradedCatalog.All, d => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", d.Name));
    }

    [Fact]
    public void Each_level_of_equalised_bins_leaves_fewer_values()
    {
        int[] left = [.. Enumerable.Range(1, 5).Select(level =>
            Scenes.Sum(s => GradedCatalog.ByName(ByValues).Apply(s, level, new SeededSource(1)).Pixels.Distinct().Count()))];
        Assert.Equal(left.OrderDescending(), left);
        Assert.Equal(5, left.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_level_is_further_from_the_pristine_picture_than_the_one_before(string name)
    {
        var distortion = GradedCatalog.ByName(name);
        var psnr = new double[5];
        var similarity = new double[5];
        for (var level = 1; level <= 5; level++)
        {
            RgbImage[] damaged = [.. Scenes.Select((s, i) => distortion.Apply(s, level, new SeedTree(1).Child(i).Source()))];
            psnr[level - 1] = Scenes.Zip(damaged, Psnr.Of).Average();
            similarity[level - 1] = Scenes.Zip(damaged, MsSsim.Of).Average();
        }

        Assert.InRange(psnr[0], 15, 40);
        Assert.True(psnr[4] < psnr[0]);
        if (name == ByValues) return;
        for (var i = 1; i < 5; i++)
        {
            Assert.True(psnr[i] < psnr[i - 1], $"PSNR {string.Join(", ", psnr.Select(v => $"{v:F2}"))} dB");
            if (!NotByStructure.Contains(name))
                Assert.True(similarity[i] < similarity[i - 1], $"MS-SSIM {string.Join(", ", similarity.Select(v => $"{v:F4}"))}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_source_gives_the_same_bytes_and_the_argument_stays(string name)
    {
        var before = Scenes[0].Clone();
        var distortion = GradedCatalog.ByName(name);
        var first = distortion.Apply(Scenes[0], 3, new SeededSource(5));
        Assert.Equal(first.Pixels, distortion.Apply(Scenes[0], 3, new SeededSource(5)).Pixels);
        Assert.Equal(before.Pixels, Scenes[0].Pixels);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_shape_and_any_flat_picture_keeps_its_shape(string name)
    {
        foreach (var (width, height) in new[] { (1, 1), (7, 3), (50, 21) })
        {
            foreach (var grey in new byte[] { 0, 128, 255 })
            {
                var flat = new RgbImage(width, height);
                flat.Pixels.AsSpan().Fill(grey);
                var result = GradedCatalog.ByName(name).Apply(flat, 5, new SeededSource(5));
                Assert.Equal((width, height), (result.Width, result.Height));
            }
        }
    }

    [Theory]
    [InlineData("blur-gaussian")]
    [InlineData("blur-motion")]
    [InlineData("blur-glass")]
    [InlineData("blur-lens")]
    [InlineData("blur-zoom")]
    [InlineData("blur-jitter")]
    [InlineData("saturate-strengthen-hsv")]
    [InlineData("saturate-strengthen-ycrcb")]
    [InlineData("saturate-weaken-hsv")]
    [InlineData("contrast-strengthen-scale")]
    [InlineData("contrast-weaken-scale")]
    [InlineData("oversharpen")]
    [InlineData("pixelate")]
    public void A_flat_grey_picture_shows_no_blur_no_colour_and_no_contrast(string name)
    {
        var flat = new RgbImage(40, 30);
        flat.Pixels.AsSpan().Fill(77);
        Assert.All(GradedCatalog.ByName(name).Apply(flat, 5, new SeededSource(2)).Pixels, v => Assert.Equal(77, v));
    }

    [Fact]
    public void Shuffling_keeps_every_pixel()
    {
        var shuffled = GradedCatalog.ByName("blur-jitter").Apply(Scenes[1], 5, new SeededSource(3));
        static IEnumerable<int> Pixels(RgbImage image) =>
            Enumerable.Range(0, image.Pixels.Length / 3).Select(i => (image.Pixels[3 * i] << 16) | (image.Pixels[(3 * i) + 1] << 8) | image.Pixels[(3 * i) + 2]).Order();
        Assert.Equal(Pixels(Scenes[1]), Pixels(shuffled));
        Assert.NotEqual(Scenes[1].Pixels, shuffled.Pixels);
    }

    [Fact]
    public void A_disk_from_prefix_sums_is_the_mean_over_the_disk()
    {
        var image = Scenes[2];
        var blurred = GradedCatalog.ByName("blur-lens").Apply(image, 3, new SeededSource(1)); // radius 4
        foreach (var (x, y) in new[] { (0, 0), (3, 90), (80, 80), (Size - 1, Size - 1) })
        {
            for (var c = 0; c < 3; c++)
            {
                var values = (from dy in Enumerable.Range(-4, 9)
                              from dx in Enumerable.Range(-4, 9)
                              where (dx * dx) + (dy * dy) <= 16
                              select (int)image.Pixels[(((Math.Clamp(y + dy, 0, Size - 1) * Size) + Math.Clamp(x + dx, 0, Size - 1)) * 3) + c]).ToArray();
                Assert.Equal(49, values.Length);
                Assert.Equal((byte)Math.Floor(values.Average() + 0.5), blurred.Pixels[(((y * Size) + x) * 3) + c]);
            }
        }
    }

    [Theory]
    [InlineData("noise-gaussian-rgb", 2, 25.5)] // 0.10 of 255
    [InlineData("noise-speckle", 4, 44.8)] // 0.35 of 128
    [InlineData("noise-poisson", 1, 20.2)] // 255 sqrt(0.502 / 80)
    [InlineData("noise-correlated", 5, 18.7)] // 0.22 of 255, a third of it after the mean of nine
    public void Noise_on_grey_has_the_deviation_of_its_level(string name, int level, double deviation)
    {
        var grey = new RgbImage(200, 200);
        grey.Pixels.AsSpan().Fill(128);
        var noisy = GradedCatalog.ByName(name).Apply(grey, level, new SeededSource(4)).Pixels;
        Assert.InRange(noisy.Average(v => v - 128.0), -0.5, 0.5);
        Assert.InRange(Math.Sqrt(noisy.Average(v => (v - 128.0) * (v - 128.0))), 0.97 * deviation, 1.03 * deviation);
    }

    [Fact]
    public void Poisson_counts_have_their_probabilities()
    {
        // White at level 5 is a mean of 15 events; 255 n / 15 is n times 17 until it is clipped.
        var white = new RgbImage(300, 300);
        white.Pixels.AsSpan().Fill(255);
        var noisy = GradedCatalog.ByName("noise-poisson").Apply(white, 5, new SeededSource(4)).Pixels;
        var probability = Math.Exp(-15);
        for (var n = 0; n < 15; probability *= 15.0 / ++n)
        {
            var (expected, deviation) = (noisy.Length * probability, Math.Sqrt(noisy.Length * probability * (1 - probability)));
            Assert.InRange(noisy.Count(v => v == 17 * n), expected - (4.5 * deviation) - 1, expected + (4.5 * deviation) + 1);
        }

        Assert.All(noisy, v => Assert.Equal(0, v % 17));
    }

    [Fact]
    public void Impulse_noise_turns_its_share_of_values_black_and_white()
    {
        var grey = new RgbImage(200, 200);
        grey.Pixels.AsSpan().Fill(128);
        var noisy = GradedCatalog.ByName("noise-impulse").Apply(grey, 5, new SeededSource(4)).Pixels;
        Assert.InRange(noisy.Count(v => v == 0) / 120000.0, 0.047, 0.053);
        Assert.InRange(noisy.Count(v => v == 255) / 120000.0, 0.047, 0.053);
        Assert.All(noisy, v => Assert.True(v is 0 or 128 or 255));
    }

    [Fact]
    public void A_shift_of_V_keeps_hue_and_saturation()
    {
        var image = new RgbImage(1, 2, [100, 50, 25, 0, 0, 0]);
        // V 100 becomes 151: all channels times 1.51; black becomes grey.
        Assert.Equal([151, 76, 38, 51, 51, 51], GradedCatalog.ByName("brighten-shift-hsv").Apply(image, 2, new SeededSource(1)).Pixels);
    }

    [Fact]
    public void Saturation_scales_towards_V_and_stops_at_pure_colour()
    {
        var image = new RgbImage(1, 2, [200, 150, 180, 90, 90, 90]);
        // S = 0.25; three times that is 0.75: 200 - 3 (200 - 150) = 50.
        Assert.Equal([200, 50, 140, 90, 90, 90], GradedCatalog.ByName("saturate-strengthen-hsv").Apply(image, 1, new SeededSource(1)).Pixels);
        // Six times would be 1.5: the smallest channel reaches 0, and 180 goes as far in proportion.
        Assert.Equal([200, 0, 120, 90, 90, 90], GradedCatalog.ByName("saturate-strengthen-hsv").Apply(image, 2, new SeededSource(1)).Pixels);
        Assert.Equal([200, 200, 200, 90, 90, 90], GradedCatalog.ByName("saturate-weaken-hsv").Apply(image, 5, new SeededSource(1)).Pixels);
    }

    [Fact]
    public void Otsu_splits_two_heaps_between_them_and_beats_every_other_split()
    {
        var counts = new int[256];
        var source = new SeededSource(6);
        for (var i = 0; i < 5000; i++) counts[(int)Math.Clamp((i % 2 == 0 ? 60 : 170) + (20 * source.NextGaussian()), 0, 255)]++;
        var bound = Assert.Single(OtsuQuantization.Bounds(counts, 2));
        Assert.InRange(bound, 105, 125);
        double Within(int split) => Spread(counts, 0, split) + Spread(counts, split, 256);
        Assert.All(Enumerable.Range(1, 254), split => Assert.True(Within(bound) <= Within(split) + 1e-6));
        Assert.Equal(6, OtsuQuantization.Bounds(counts, 7).Length);
    }

    [Theory]
    [InlineData("quantization-otsu", 3)]
    [InlineData("quantization-median", 3)]
    [InlineData("quantization-histogram", 4)]
    public void Quantization_leaves_its_number_of_values_per_channel(string name, int most)
    {
        var result = GradedCatalog.ByName(name).Apply(Scenes[3], 5, new SeededSource(1));
        for (var c = 0; c < 3; c++) Assert.InRange(result.Pixels.Where((_, i) => i % 3 == c).Distinct().Count(), 2, most);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void A_level_outside_1_to_5_is_refused(int level) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GradedCatalog.All[0].Apply(Scenes[0], level, new SeededSource(1)));

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => GradedCatalog.ByName("glare"));
        Assert.Contains("'glare'", error.Message);
        Assert.Contains("blur-lens", error.Message);
    }

    [Fact]
    public void Draws_take_every_group_equally_often()
    {
        var source = new SeededSource(9);
        var drawn = Enumerable.Range(0, 12000).Select(_ => GradedCatalog.Draw(source)).ToArray();
        Assert.All(drawn.GroupBy(d => d.Group), g => Assert.InRange(g.Count(), 870, 1130)); // 1000 +- 4.3 deviations
        Assert.Equal(35, drawn.Distinct().Count());
    }

    [Fact]
    public void The_twelve_continuous_distortions_kept_their_bytes()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var scene = SceneGenerator.Generate(67, new SeedTree(2).Source());
        foreach (var distortion in DistortionCatalog.All.Where(d => d.Name != "jpeg")) // a codec's own bytes
            foreach (var severity in new[] { 0.13, 0.5, 1 }) hash.AppendData(distortion.Apply(scene, severity, new SeedTree(4).Source()).Pixels);
        Assert.Equal("f7a6c4ae35b12cc9f47ca5e9e8326042855400e0098b9cc675", Convert.ToHexStringLower(hash.GetHashAndReset())[..50]);
    }

    private static double Spread(int[] counts, int from, int to)
    {
        double weight = 0, sum = 0, squares = 0;
        for (var v = from; v < to; v++) (weight, sum, squares) = (weight + counts[v], sum + ((double)counts[v] * v), squares + ((double)counts[v] * v * v));
        return weight == 0 ? 0 : squares - (sum * sum / weight);
    }
}
