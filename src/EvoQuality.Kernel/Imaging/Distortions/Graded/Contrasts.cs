using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>Too much or too little contrast.</summary>
internal static class Contrasts
{
    /// <summary>Every value's distance from the picture's mean grey times parameters[0].</summary>
    public static RgbImage Scale(RgbImage image, double[] parameters, SeededSource source)
    {
        var mean = PixelMath.MeanGrey(image);
        return PixelMath.Map(image, v => mean + ((v - mean) * parameters[0]));
    }

    /// <summary>1 / (1 + (m / x)^f) for each channel, m its mean and f = parameters[0]: an S-shaped curve through (m, 1/2).</summary>
    public static RgbImage Stretch(RgbImage image, double[] parameters, SeededSource source)
    {
        var sums = new long[3];
        for (var i = 0; i < image.Pixels.Length; i++) sums[i % 3] += image.Pixels[i];
        var tables = sums.Select(sum => Curve((double)sum / image.Width / image.Height, parameters[0])).ToArray();
        return ChannelTables.Apply(image, tables);
    }

    private static byte[] Curve(double mean, double exponent) =>
        [.. Enumerable.Range(0, 256).Select(x => x == 0 ? (byte)0 : PixelMath.ToByte(255 / (1 + Math.Pow(mean / x, exponent))))];
}
