using System.Numerics;
using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Scenes;

/// <summary>
/// Pristine pictures with the statistics of photographs, drawn from a seed: dead leaves with power-law sizes,
/// 1/f textures, skies, hills, houses, trees, writing and soft light. Scenes range from nearly flat to full
/// of detail, so that neither sharpness nor contrast alone tells damage from content.
/// </summary>
public static class SceneGenerator
{
    /// <summary>Grows whenever the same seed starts to give another picture.</summary>
    public const int Version = 1;

    /// <summary>The smallest side that is drawn.</summary>
    public const int SmallestSize = 16;

    /// <summary>A size x size scene; the same source state gives the same bytes.</summary>
    public static RgbImage Generate(int size, SeededSource source)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, SmallestSize);
        ArgumentNullException.ThrowIfNull(source);
        var canvas = new SceneCanvas(size);
        var palette = new ScenePalette(source);
        var painters = new ScenePainters(canvas, palette, source);
        switch (source.NextInt(7))
        {
            case 0 or 1: Undergrowth(painters, source); break;
            case 2 or 3: Landscape(painters, source); break;
            case 4: Town(painters, source); break;
            case 5: StillLife(painters, source, size); break;
            default: Board(painters, source); break;
        }

        if (source.NextBool(0.6))
            canvas.Relight(
                NoiseTile.All[2],
                (float)source.Uniform(0.8, 1.2),
                new Vector2(source.NextInt(512), source.NextInt(512)),
                palette.Detail * (float)source.Uniform(0.02, 0.12));
        canvas.Relight(
            NoiseTile.All[0],
            (float)source.Uniform(0.05, 0.4) * 224 / size,
            new Vector2(source.NextInt(512), source.NextInt(512)),
            (float)source.Uniform(0, 0.15));
        return canvas.Develop((float)source.Uniform(0.33, 0.58), (float)source.Uniform(0.12, 0.24));
    }

    private static void Undergrowth(ScenePainters painters, SeededSource source)
    {
        painters.Wall();
        painters.Leaves(30 + source.NextInt(400), source.Uniform(0.008, 0.03), source.Uniform(0.1, 0.35));
        if (source.NextBool(0.3)) painters.Grass(30 + source.NextInt(80), source.Uniform(0.1, 0.6));
    }

    private static void Landscape(ScenePainters painters, SeededSource source)
    {
        painters.Sky();
        painters.Hills(1 + source.NextInt(4));
        if (source.NextBool(0.3)) painters.Houses(1 + source.NextInt(3));
        if (source.NextBool(0.4)) painters.Tree();
        if (source.NextBool(0.5)) painters.Grass(20 + source.NextInt(120), source.Uniform(0.05, 0.4));
    }

    private static void Town(ScenePainters painters, SeededSource source)
    {
        painters.Sky();
        painters.Houses(3 + source.NextInt(8));
        if (source.NextBool(0.3)) painters.Tree();
        if (source.NextBool(0.3)) painters.Sign();
    }

    private static void StillLife(ScenePainters painters, SeededSource source, int size)
    {
        painters.Wall();
        if (source.NextBool(0.6)) painters.Hills(1);
        for (var i = 1 + source.NextInt(7); i > 0; i--)
        {
            var place = new Vector2((float)source.Uniform(0.1, 0.9), (float)source.Uniform(0.25, 0.85)) * size;
            painters.Body(place, size * (float)source.Uniform(0.06, 0.28), shadow: true);
        }
    }

    private static void Board(ScenePainters painters, SeededSource source)
    {
        painters.Wall();
        painters.Leaves(source.NextInt(40), 0.03, 0.25);
        painters.Sign();
        if (source.NextBool(0.3)) painters.Sign();
    }
}
