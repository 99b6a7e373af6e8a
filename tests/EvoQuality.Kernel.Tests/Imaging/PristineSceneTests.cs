using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Scenes;

namespace EvoQuality.Kernel.Tests;

public class PristineSceneTests
{
    public static TheoryData<SceneKind> Kinds => [.. Enum.GetValues<SceneKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_seed_gives_the_same_picture_of_the_asked_size_and_another_seed_another(SceneKind kind)
    {
        var picture = PristineScene.Draw(kind, 90, 61, new SeededSource(1));
        Assert.Equal((90, 61), (picture.Width, picture.Height));
        Assert.Equal(picture.Pixels, PristineScene.Draw(kind, 90, 61, new SeededSource(1)).Pixels);
        Assert.NotEqual(picture.Pixels, PristineScene.Draw(kind, 90, 61, new SeededSource(2)).Pixels);
        Assert.InRange(picture.Pixels.Distinct().Count(), 8, 256);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Few_values_are_clipped(SceneKind kind)
    {
        var clipped = Enumerable.Range(0, 8).Average(i =>
            PristineScene.Draw(kind, 96, 96, new SeedTree(3).Child(i).Source()).Pixels.Average(v => v is 0 or 255 ? 1.0 : 0));
        Assert.InRange(clipped, 0, kind == SceneKind.Gradient ? 0.1 : 0.03);
    }

    [Fact]
    public void A_power_law_texture_has_its_law_at_every_frequency()
    {
        const int Side = 64;
        var noise = PowerLawTexture.Noise(Side, Side, 1, new SeededSource(4));
        Assert.Equal(0, noise.Average(), 1e-9);
        Assert.Equal(1, noise.Average(v => v * v), 1e-9);
        double Amplitude(int u, int v)
        {
            System.Numerics.Complex sum = 0;
            for (var y = 0; y < Side; y++)
                for (var x = 0; x < Side; x++)
                    sum += noise[(y * Side) + x] * System.Numerics.Complex.FromPolarCoordinates(1, -2 * Math.PI * ((u * x) + (v * y)) / Side);
            return sum.Magnitude;
        }

        var one = Amplitude(1, 0);
        Assert.Equal(one / 4, Amplitude(4, 0), 1e-6 * one);
        Assert.Equal(one / 20, Amplitude(0, 20), 1e-6 * one);
        Assert.Equal(one / 5, Amplitude(3, 4), 1e-6 * one);
    }

    [Fact]
    public void A_gradient_is_smooth_and_writing_is_not()
    {
        static int Steepest(RgbImage image) => Enumerable.Range(0, (image.Width - 1) * 3).Max(i => Math.Abs(image.Pixels[i] - image.Pixels[i + 3]));
        Assert.InRange(Steepest(PristineScene.Draw(SceneKind.Gradient, 200, 20, new SeededSource(5))), 0, 6);
        var page = PristineScene.Draw(SceneKind.Writing, 200, 200, new SeededSource(5));
        Assert.True(Enumerable.Range(0, page.Pixels.Length - 3).Max(i => Math.Abs(page.Pixels[i] - page.Pixels[i + 3])) > 60);
    }

    [Fact]
    public void A_set_takes_the_kinds_in_turn_and_a_longer_one_starts_with_the_shorter()
    {
        var set = PristineImages.Create("pristine", 7, 32, 24, new SeedTree(6));
        Assert.Equal(["deadleaves-0000", "powerlaw-0001", "shapes-0002", "writing-0003", "gradient-0004", "deadleaves-0005", "powerlaw-0006"], set.Images.Select(i => i.Id));
        Assert.Equal(set.Images[2].Load().Pixels, PristineImages.Create("pristine", 3, 32, 24, new SeedTree(6)).Images[2].Load().Pixels);
        Assert.Equal("shapes-0000", PristineImages.Create("pristine", 1, 32, 24, new SeedTree(6), [SceneKind.Shapes]).Images[0].Id);
    }
}
