using System.Text.Json;
using EvoQuality.Benchmarks.Parity;
using EvoQuality.Evaluation.Baselines;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Imaging.NaturalStatistics;

namespace EvoQuality.Kernel.Tests;

/// <summary>Features beside numpy and scipy (environment/reference/make_nss_fixture.py).</summary>
public class NaturalStatisticsTests
{
    private const double RoundOff = 1e-8; // windows sum in another order; shapes lie on a grid of 0.001 and agree or do not

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly Fixture Reference = JsonSerializer.Deserialize<Fixture>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "quality", "nss.json")), SnakeCase)!;

    private sealed record Fixture(Picture[] Pictures, double[][] First, double[][] Second, double Distance);

    private sealed record Picture(int Width, int Height, long Sum, double[] Brisque, Block[] Niqe);

    private sealed record Block(double[] Features, double Sharpness);

    [Fact]
    public void Brisque_features_are_the_reference_s()
    {
        foreach (var picture in Reference.Pictures)
            Close.All(picture.Brisque, BrisqueFeatures.Of(Pattern(picture)), RoundOff);
    }

    [Fact]
    public void Niqe_features_and_sharpness_are_the_reference_s_block_by_block()
    {
        foreach (var picture in Reference.Pictures)
        {
            var blocks = NiqeFeatures.Of(Pattern(picture));
            Assert.Equal(picture.Niqe.Length, blocks.Count);
            foreach (var (expected, actual) in picture.Niqe.Zip(blocks))
            {
                Close.All(expected.Features, actual.Features, RoundOff);
                Assert.Equal(expected.Sharpness, actual.Sharpness, RoundOff);
            }
        }
    }

    [Fact]
    public void The_distance_of_two_models_is_the_reference_s_though_one_is_singular() =>
        Assert.Equal(Reference.Distance, GaussianModel.Of(Reference.First).Distance(GaussianModel.Of(Reference.Second)), 1e-9);

    [Theory]
    [InlineData(1.0, 0.03)] // Laplace
    [InlineData(2.0, 0.06)] // normal
    public void A_fit_finds_the_shape_of_its_sample(double shape, double tolerance)
    {
        var source = new SeededSource(4);
        double[] sample = [.. Enumerable.Range(0, 40000).Select(_ => shape == 2
            ? source.NextGaussian()
            : Math.Log(1 - source.NextDouble()) * (source.NextBool() ? 1 : -1))];
        Assert.InRange(GeneralizedGaussian.Fit(sample).Shape, shape - tolerance, shape + tolerance);
        Assert.Equal(shape == 2 ? 1 : 2, GeneralizedGaussian.Fit(sample).Variance, 0.06);

        // Three times as wide to the right, and so three times as likely there: the density has no step at 0.
        double[] leaning = [.. sample.Select(v => source.NextBool(0.75) ? 3 * Math.Abs(v) : -Math.Abs(v))];
        var fit = GeneralizedGaussian.FitAsymmetric(leaning);
        Assert.InRange(fit.Shape, shape - tolerance, shape + tolerance);
        Assert.InRange(fit.Right / fit.Left, 2.9, 3.1);
        Assert.True(fit.Mean > 0);
    }

    [Fact]
    public void A_flat_picture_has_finite_features()
    {
        var flat = new RgbImage(96, 96);
        flat.Pixels.AsSpan().Fill(77);
        Assert.All(BrisqueFeatures.Of(flat), f => Assert.True(double.IsFinite(f)));
        Assert.All(Assert.Single(NiqeFeatures.Of(flat)).Features, f => Assert.True(double.IsFinite(f)));
    }

    [Fact]
    public void A_picture_without_a_whole_block_is_refused_with_its_size()
    {
        Assert.Contains("95x200", Assert.Throws<ArgumentException>(() => NiqeFeatures.Of(new RgbImage(95, 200))).Message);
        Assert.Contains("15x20", Assert.Throws<ArgumentException>(() => BrisqueFeatures.Of(new RgbImage(15, 20))).Message);
    }

    private static RgbImage Pattern(Picture picture)
    {
        var pattern = TestPattern.Create(picture.Width, picture.Height);
        Assert.Equal(picture.Sum, pattern.Pixels.Sum(v => (long)v));
        return pattern;
    }
}
