using System.Numerics;
using EvoQuality.Imaging.Distortions;

namespace EvoQuality.Imaging.Scenes;

/// <summary>A square of float colours onto which a scene is painted from back to front.</summary>
internal sealed class SceneCanvas(int size)
{
    private readonly Vector3[] _pixels = new Vector3[size * size];

    public int Size => size;

    /// <summary>Covers everything.</summary>
    public void Cover(SceneFill fill)
    {
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++) _pixels[(y * size) + x] = fill.At(new Vector2(x, y));
    }

    /// <summary>Covers a shape, anti-aliased over one pixel, or softly over more.</summary>
    public void Paint(SceneShape shape, SceneFill fill, float softness = 1, float opacity = 1)
    {
        var reach = shape.Reach + softness;
        var (left, right) = (First(shape.Centre.X - reach), Last(shape.Centre.X + reach));
        var (top, bottom) = (First(shape.Centre.Y - reach), Last(shape.Centre.Y + reach));
        for (var y = top; y <= bottom; y++)
            for (var x = left; x <= right; x++)
            {
                var point = new Vector2(x, y);
                var coverage = opacity * MathF.Min(1, 0.5f - (shape.Distance(point) / softness));
                if (coverage <= 0) continue;
                ref var pixel = ref _pixels[(y * size) + x];
                var colour = fill.At(point);
                pixel = coverage >= 1 ? colour : pixel + (coverage * (colour - pixel));
            }
    }

    /// <summary>
    /// Multiplies everything by 1 + amount x noise, seen at a number of tile pixels per canvas pixel.
    /// </summary>
    public void Relight(NoiseTile noise, float step, Vector2 origin, float amount)
    {
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var value = noise.At((x * step) + origin.X, (y * step) + origin.Y);
                _pixels[(y * size) + x] *= MathF.Max(0.2f, 1 + (amount * value));
            }
    }

    /// <summary>
    /// The exposed photograph: luminance moved to a mean and towards a standard deviation (of 1; the gain
    /// stays within 0.6 to 3, so flat scenes stay flat), with soft shoulders instead of clipping.
    /// </summary>
    public RgbImage Develop(float mean, float deviation)
    {
        double sum = 0, squares = 0;
        foreach (var pixel in _pixels)
        {
            var light = Vector3.Dot(pixel, Luma);
            sum += light;
            squares += light * light;
        }

        var average = (float)(sum / _pixels.Length);
        var found = (float)Math.Sqrt(Math.Max(0, (squares / _pixels.Length) - (average * average)));
        var gain = Math.Clamp(deviation / MathF.Max(found, 1e-3f), 0.6f, 3);
        var image = new RgbImage(size, size);
        for (var i = 0; i < _pixels.Length; i++)
        {
            var light = Vector3.Dot(_pixels[i], Luma);
            var grey = new Vector3(mean + ((light - average) * gain));
            var pixel = grey + ((_pixels[i] - new Vector3(light)) * MathF.Min(gain, LargestColourGain));
            image.Pixels[3 * i] = PixelMath.ToByte(255 * Shoulder(pixel.X));
            image.Pixels[(3 * i) + 1] = PixelMath.ToByte(255 * Shoulder(pixel.Y));
            image.Pixels[(3 * i) + 2] = PixelMath.ToByte(255 * Shoulder(pixel.Z));
        }

        return image;
    }

    /// <summary>Stretching the light of a flat scene must not make its colours garish.</summary>
    private const float LargestColourGain = 1.2f;

    private static readonly Vector3 Luma = new(0.299f, 0.587f, 0.114f);

    /// <summary>Identity up to a knee on either side, then a curve that never reaches 0 or 1.</summary>
    private static float Shoulder(float value)
    {
        const float Knee = 0.18f;
        if (value > 1 - Knee) return 1 - (Knee * Knee / (value - 1 + (2 * Knee)));
        if (value < Knee) return Knee * Knee / ((2 * Knee) - value);
        return value;
    }

    private int First(float value) => Math.Clamp((int)MathF.Floor(value), 0, size);

    private int Last(float value) => Math.Clamp((int)MathF.Ceiling(value), -1, size - 1);
}
