using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>Too much or too little colour.</summary>
internal static class Colours
{
    /// <summary>S of HSV times parameters[0], at most 1; hue and V stay, so channels move towards or away from V.</summary>
    public static RgbImage ScaleSaturation(RgbImage image, double[] parameters, SeededSource source)
    {
        var factor = (float)parameters[0];
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var (r, g, b) = (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]);
            var value = Math.Max(r, Math.Max(g, b));
            var range = value - Math.Min(r, Math.Min(g, b));
            var gain = factor * range <= value ? factor : (float)value / range; // S' = 1 there
            pixels[i] = PixelMath.ToByte(value - (gain * (value - r)));
            pixels[i + 1] = PixelMath.ToByte(value - (gain * (value - g)));
            pixels[i + 2] = PixelMath.ToByte(value - (gain * (value - b)));
        }

        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Cr and Cb (BT.601) about their neutral 128 times parameters[0], each within its 8 bits.</summary>
    public static RgbImage ScaleChroma(RgbImage image, double[] parameters, SeededSource source)
    {
        var factor = (float)parameters[0];
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var (r, g, b) = (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]);
            var y = (Bt601.Red * r) + (Bt601.Green * g) + (Bt601.Blue * b);
            var cr = Math.Clamp(factor * Bt601.CrOfRed * (r - y), -128, 127);
            var cb = Math.Clamp(factor * Bt601.CbOfBlue * (b - y), -128, 127);
            pixels[i] = PixelMath.ToByte(y + (Bt601.RedOfCr * cr));
            pixels[i + 1] = PixelMath.ToByte(y + (Bt601.GreenOfCr * cr) + (Bt601.GreenOfCb * cb));
            pixels[i + 2] = PixelMath.ToByte(y + (Bt601.BlueOfCb * cb));
        }

        return new RgbImage(image.Width, image.Height, pixels);
    }
}
