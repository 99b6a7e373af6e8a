using EvoQuality.Foundations;
using EvoQuality.Imaging.Distortions;
using EvoQuality.Imaging.Scenes;

namespace EvoQuality.Kernel.Tests;

public sealed class CameraDamageTests
{
    private const int Draws = 600;
    private static readonly SeedTree Root = new(31);
    private static readonly Lazy<DegradedScene[]> Drawn = new(() =>
    {
        var pristine = SceneGenerator.Generate(32, Root.Child("pristine").Source());
        return [.. Enumerable.Range(0, Draws).Select(i => CameraDamage.Sample(pristine, Root.Child(i).Source()))];
    });

    [Fact]
    public void Quality_falls_with_the_severity_which_stays_in_0_to_1() => Assert.All(Drawn.Value, d =>
    {
        Assert.InRange(d.Severity, 0, 1);
        Assert.Equal(5 - (4 * d.Severity), d.Quality, 12);
    });

    [Fact]
    public void A_picture_without_damage_is_called_pristine_and_keeps_its_pixels()
    {
        var pristine = SceneGenerator.Generate(32, Root.Child("pristine").Source());
        Assert.All(Drawn.Value.Where(d => d.DistortionName == SceneSampler.PristineName), d =>
        {
            Assert.Equal(0, d.Severity);
            Assert.Equal(pristine.Pixels, d.Image.Pixels);
        });
    }

    /// <summary>The chance that no kind is drawn is 0.4 x 0.7 x 0.7 x 0.9 x 0.92 x 0.7 = 0.1136; four deviations of 600 draws are 0.052.</summary>
    [Fact]
    public void One_in_nine_stays_pristine() =>
        Assert.InRange(Drawn.Value.Count(d => d.Severity == 0) / (double)Draws, 0.1136 - 0.052, 0.1136 + 0.052);

    [Fact]
    public void Blur_of_some_kind_is_the_strongest_damage_most_often()
    {
        var shares = Drawn.Value.CountBy(d => d.DistortionName).ToDictionary(StringComparer.Ordinal);
        var blurred = shares["blur"] + shares["motion"] + shares["defocus"];
        Assert.True(blurred > 0.35 * Draws, $"{blurred} of {Draws}");
        Assert.All(shares.Keys.Where(n => n != SceneSampler.PristineName), n => DistortionCatalog.ByName(n));
    }

    [Fact]
    public void One_seed_gives_one_picture()
    {
        var pristine = SceneGenerator.Generate(32, Root.Child("pristine").Source());
        Assert.Equal(Drawn.Value[7].Image.Pixels, CameraDamage.Sample(pristine, Root.Child(7).Source()).Image.Pixels);
    }
}
