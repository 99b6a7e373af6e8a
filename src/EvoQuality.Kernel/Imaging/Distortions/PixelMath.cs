namespace EvoQuality.Imaging.Distortions;

/// <summary>Rounding and per-value maps shared by the distortions.</summary>
internal static class PixelMath
{
    /// <summary>Nearest byte; values outside 0..255 are clipped.</summary>
    public static byte ToByte(double value) => (byte)Math.Clamp(value + 0.5, 0, 255);

    /// <summary>Every byte through one function of its value in [0, 1].</summary>
    public static RgbImage Map(RgbImage image, Func<double, double> curve)
    {
        var table = new byte[256];
        for (var i = 0; i < 256; i++) table[i] = ToByte(255 * curve(i / 255.0));
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = table[image.Pixels[i]];
        return new RgbImage(image.Width, image.Height, pixels);
    }
}
