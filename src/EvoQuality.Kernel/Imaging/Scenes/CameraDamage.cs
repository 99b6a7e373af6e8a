using EvoQuality.Foundations;
using EvoQuality.Imaging.Distortions;

namespace EvoQuality.Imaging.Scenes;

/// <summary>
/// Draws damage as photographs carry it: most are not quite sharp; light, contrast, noise and processing come on top, each by a
/// chance of its own and in the order in which a camera meets them. Every kind has a severity uniform on [0, 1] and a weight w; together
/// they are 1 - Π (1 - w s), and the quality is 5 - 4 times that. Chances and weights were chosen on the development part (notebooks/notes/log.md).
/// </summary>
public static class CameraDamage
{
    private static readonly Kind[] Kinds =
    [
        new(0.6, 1, "blur", "motion", "defocus"),
        new(0.3, 0.5, "dark", "bright"),
        new(0.3, 0.9, "faded"),
        new(0.1, 0.5, "noise", "speckle"),
        new(0.08, 0.6, "sharpened"),
        new(0.3, 0.4, "jpeg", "pixels"),
    ];

    /// <summary>The pristine picture damaged at random; about one in nine stays as it is.</summary>
    public static DegradedScene Sample(RgbImage pristine, SeededSource source)
    {
        ArgumentNullException.ThrowIfNull(pristine);
        ArgumentNullException.ThrowIfNull(source);
        var (image, left) = (pristine.Clone(), 1.0);
        var (strongest, name) = (0.0, SceneSampler.PristineName);
        foreach (var kind in Kinds)
        {
            if (!source.NextBool(kind.Chance)) continue;
            var (severity, type) = (source.NextDouble(), kind.Types[source.NextInt(kind.Types.Length)]);
            image = DistortionCatalog.ByName(type).Apply(image, severity, source);
            left *= 1 - (kind.Weight * severity);
            if (kind.Weight * severity > strongest) (strongest, name) = (kind.Weight * severity, type);
        }

        return new DegradedScene(image, name, 1 - left, SceneSampler.Quality(1 - left));
    }

    /// <summary>Types of which one is drawn, how often, and how much the worst of it hurts.</summary>
    private sealed record Kind(double Chance, double Weight, params string[] Types);
}
