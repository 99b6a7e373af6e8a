using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>Shifts and powers of all channels, or of V = max(R, G, B) with hue and saturation kept.</summary>
internal static class Tones
{
    /// <summary>Adds parameters[0] of the full range to every channel.</summary>
    public static RgbImage Shift(RgbImage image, double[] parameters, SeededSource source) =>
        PixelMath.Map(image, v => v + parameters[0]);

    /// <summary>Every channel to the power parameters[0].</summary>
    public static RgbImage Power(RgbImage image, double[] parameters, SeededSource source) =>
        PixelMath.Map(image, v => Math.Pow(v, parameters[0]));

    /// <summary>Adds parameters[0] of the full range to V.</summary>
    public static RgbImage ShiftValue(RgbImage image, double[] parameters, SeededSource source) =>
        MapValue(image, v => v + parameters[0]);

    /// <summary>V to the power parameters[0].</summary>
    public static RgbImage PowerOfValue(RgbImage image, double[] parameters, SeededSource source) =>
        MapValue(image, v => Math.Pow(v, parameters[0]));

    /// <summary>With hue and saturation kept, a new V scales all three channels by V' / V; black becomes grey.</summary>
    private static RgbImage MapValue(RgbImage image, Func<double, double> curve)
    {
        var black = PixelMath.ToByte(255 * curve(0));
        var gain = new float[256];
        for (var v = 1; v < 256; v++) gain[v] = (float)(255 * curve(v / 255.0) / v);
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var (r, g, b) = (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]);
            var value = Math.Max(r, Math.Max(g, b));
            if (value == 0) pixels.AsSpan(i, 3).Fill(black);
            else
                (pixels[i], pixels[i + 1], pixels[i + 2]) =
                    (PixelMath.ToByte(r * gain[value]), PixelMath.ToByte(g * gain[value]), PixelMath.ToByte(b * gain[value]));
        }

        return new RgbImage(image.Width, image.Height, pixels);
    }
}
