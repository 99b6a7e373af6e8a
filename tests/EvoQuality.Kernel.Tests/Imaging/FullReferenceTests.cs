using System.Text.Json;
using EvoQuality.Benchmarks.Parity;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Quality;
using EvoQuality.Imaging.Scenes;

namespace EvoQuality.Kernel.Tests;

/// <summary>PSNR, SSIM and MS-SSIM beside numpy and scipy (environment/reference/make_fullref_fixture.py).</summary>
public class FullReferenceTests
{
    private const double RoundOff = 1e-9; // separable and direct windows sum in another order

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public sealed record Case(int Width, int Height, string Kind, long Sum, double Psnr, double Ssim, double MsSsim);

    public static TheoryData<Case> Cases => [.. JsonSerializer.Deserialize<Case[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "quality", "fullref.json")), SnakeCase)!];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_measure_is_the_reference_s(Case expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        var reference = TestPattern.Create(expected.Width, expected.Height);
        var damaged = Damaged(expected.Kind, reference);
        Assert.Equal(expected.Sum, damaged.Pixels.Sum(v => (long)v)); // the same picture on both sides
        Assert.Equal(expected.Psnr, Psnr.Of(reference, damaged), RoundOff);
        Assert.Equal(expected.Ssim, Ssim.Of(reference, damaged), RoundOff);
        Assert.Equal(expected.MsSsim, MsSsim.Of(reference, damaged), RoundOff);
    }

    [Fact]
    public void A_picture_is_its_own_equal()
    {
        var scene = SceneGenerator.Generate(MsSsim.SmallestSide, new SeededSource(1));
        Assert.Equal(double.PositiveInfinity, Psnr.Of(scene, scene.Clone()));
        Assert.Equal(1, Ssim.Of(scene, scene.Clone()), 1e-12);
        Assert.Equal(1, MsSsim.Of(scene, scene.Clone()), 1e-12);
    }

    [Fact]
    public void One_level_everywhere_is_48_13_dB()
    {
        var (a, b) = (new RgbImage(5, 4), new RgbImage(5, 4));
        a.Pixels.AsSpan().Fill(100);
        b.Pixels.AsSpan().Fill(101);
        Assert.Equal(20 * Math.Log10(255), Psnr.Of(a, b), 1e-12);
    }

    [Fact]
    public void The_order_of_the_two_pictures_does_not_matter()
    {
        var (a, b) = (SceneGenerator.Generate(180, new SeededSource(1)), SceneGenerator.Generate(180, new SeededSource(2)));
        Assert.Equal(Ssim.Of(a, b), Ssim.Of(b, a), 1e-12);
        Assert.Equal(MsSsim.Of(a, b), MsSsim.Of(b, a), 1e-12);
    }

    [Fact]
    public void Sizes_that_differ_or_are_too_small_are_refused_with_both_sizes()
    {
        var error = Assert.Throws<ArgumentException>(() => Psnr.Of(new RgbImage(20, 30), new RgbImage(30, 20)));
        Assert.Contains("20x30", error.Message);
        Assert.Contains("30x20", error.Message);
        Assert.Contains("11x11", Assert.Throws<ArgumentException>(() => Ssim.Of(new RgbImage(10, 30), new RgbImage(10, 30))).Message);
        Assert.Contains("176x176", Assert.Throws<ArgumentException>(() => MsSsim.Of(new RgbImage(175, 300), new RgbImage(175, 300))).Message);
    }

    private static RgbImage Damaged(string kind, RgbImage a)
    {
        var result = new RgbImage(a.Width, a.Height);
        for (var y = 0; y < a.Height; y++)
            for (var x = 0; x < a.Width; x++)
                for (var c = 0; c < 3; c++)
                {
                    var value = a.Pixels[(((y * a.Width) + x) * 3) + c];
                    result.Pixels[(((y * a.Width) + x) * 3) + c] = (byte)(kind switch
                    {
                        "faded" => (value * 3 / 4) + 20,
                        "box" => Enumerable.Range(0, 9).Sum(i => At(a, x + (i % 3) - 1, y + (i / 3) - 1, c)) / 9,
                        "grain" => Math.Clamp(value + (((x * 7) + (y * 13)) % 41) - 20, 0, 255),
                        "negative" => 255 - value,
                        _ => throw new ArgumentException(kind),
                    });
                }

        return result;
    }

    private static int At(RgbImage a, int x, int y, int c) =>
        a.Pixels[(((Math.Clamp(y, 0, a.Height - 1) * a.Width) + Math.Clamp(x, 0, a.Width - 1)) * 3) + c];
}
