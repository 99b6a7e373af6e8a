namespace EvoQuality.Imaging.Distortions;

/// <summary>Rounding and per-value maps shared by the distortions.</summary>
internal static class PixelMath
{
    /// <summary>Nearest byte; values outside 0..255 are clipped.</summary>
    public static byte ToByte(double value) => (byte)Math.Clamp(value + 0.5, 0, 255);

    /// <summary>Mean of 0.299 R + 0.587 G + 0.114 B over all pixels, in [0, 1].</summary>
    public static double MeanGrey(RgbImage image)
    {
        long sum = 0;
        for (var i = 0; i < image.Pixels.Length; i += 3)
            sum += (299 * image.Pixels[i]) + (587 * image.Pixels[i + 1]) + (114 * image.Pixels[i + 2]);
        return sum / (1000.0 * 255 * image.Width * image.Height);
    }

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
