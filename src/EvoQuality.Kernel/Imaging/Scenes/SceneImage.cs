using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Scenes;

/// <summary>One generated picture of a set, drawn when it is asked for: the seed says everything.</summary>
/// <param name="Id">Name within its set.</param>
/// <param name="Seed">Decides both the scene and the damage.</param>
/// <param name="Size">Side in pixels.</param>
public sealed record SceneImage(string Id, SeedTree Seed, int Size)
{
    /// <summary>The damaged scene; the same on every call.</summary>
    public DegradedScene Render() => SceneSampler.Sample(RenderPristine(), Seed.Child("damage").Source());

    /// <summary>The scene before the damage.</summary>
    public RgbImage RenderPristine() => SceneGenerator.Generate(Size, Seed.Child("scene").Source());
}
