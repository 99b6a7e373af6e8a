using System.Numerics;
using EvoQuality.Foundations;
using EvoQuality.Imaging.Distortions;

namespace EvoQuality.Imaging.Scenes;

/// <summary>
/// Pristine pictures of one <see cref="SceneKind"/> each and of any size, drawn from a seed. <see cref="SceneGenerator"/> mixes all of
/// it into landscapes and still lifes; here a distortion meets one sort of content at a time.
/// </summary>
public static class PristineScene
{
    /// <summary>The picture; the same kind, size and source state give the same bytes.</summary>
    /// <param name="kind">Content.</param>
    /// <param name="width">16 or more.</param>
    /// <param name="height">16 or more.</param>
    /// <param name="source">Where the draws come from.</param>
    public static RgbImage Draw(SceneKind kind, int width, int height, SeededSource source)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, SceneGenerator.SmallestSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, SceneGenerator.SmallestSize);
        ArgumentNullException.ThrowIfNull(source);
        return kind switch
        {
            SceneKind.PowerLaw => PowerLawTexture.Draw(width, height, 1, source),
            SceneKind.Gradient => Ramps(width, height, source),
            SceneKind.DeadLeaves or SceneKind.Shapes or SceneKind.Writing => Painted(kind, width, height, source),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of scene."),
        };
    }

    // Ramps keep off the ends of the range: what is clipped has no ramp.
    private const float Floor = 0.1f;
    private const float Range = 0.7f;

    private static RgbImage Painted(SceneKind kind, int width, int height, SeededSource source)
    {
        var canvas = new SceneCanvas(Math.Max(width, height));
        var palette = new ScenePalette(source);
        var painters = new ScenePainters(canvas, palette, source);
        switch (kind)
        {
            case SceneKind.DeadLeaves:
                painters.Wall();
                painters.Leaves(1500, 0.01, 0.3);
                break;
            case SceneKind.Shapes:
                painters.Board();
                for (var i = 5 + source.NextInt(20); i > 0; i--) painters.FlatShape();
                break;
            default:
                painters.Page();
                break;
        }

        var square = kind == SceneKind.DeadLeaves
            ? canvas.Develop((float)source.Uniform(0.38, 0.55), (float)source.Uniform(0.14, 0.22))
            : canvas.Develop((float)source.Uniform(0.4, 0.6), 0.25f);
        return Middle(square, width, height);
    }

    /// <summary>Colours of the four corners blended, and a soft light in one place.</summary>
    private static RgbImage Ramps(int width, int height, SeededSource source)
    {
        var palette = new ScenePalette(source);
        var (a, b, c, d) = (palette.Pick(), palette.Pick(), palette.Pick(), palette.Pick());
        var light = new Vector2((float)source.NextDouble(), (float)source.NextDouble());
        var (strength, reach) = ((float)source.Uniform(0.05, 0.25), (float)source.Uniform(0.2, 0.6));
        var image = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var p = new Vector2((float)x / (width - 1), (float)y / (height - 1));
                var (top, bottom) = (a + ((b - a) * p.X), c + ((d - c) * p.X));
                var glow = strength * MathF.Exp(-(p - light).LengthSquared() / (reach * reach));
                Put(image, (y * width) + x, ((top + ((bottom - top) * p.Y)) * Range) + new Vector3(Floor + glow));
            }
        }

        return image;
    }

    internal static void Put(RgbImage image, int pixel, Vector3 colour)
    {
        image.Pixels[3 * pixel] = PixelMath.ToByte(255 * colour.X);
        image.Pixels[(3 * pixel) + 1] = PixelMath.ToByte(255 * colour.Y);
        image.Pixels[(3 * pixel) + 2] = PixelMath.ToByte(255 * colour.Z);
    }

    private static RgbImage Middle(RgbImage square, int width, int height)
    {
        var (left, top) = ((square.Width - width) / 2, (square.Height - height) / 2);
        var image = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
            square.Pixels.AsSpan((((top + y) * square.Width) + left) * 3, width * 3).CopyTo(image.Pixels.AsSpan(y * width * 3));
        return image;
    }
}
