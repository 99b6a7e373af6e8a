using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// Contrast lost about the picture's mean grey; the law is the remaining fraction
/// (XDIST: 0.75 to 0.2).
/// </summary>
internal static class ContrastLoss
{
    private static readonly SeverityLaw Remaining = new(1, 0.7, 0.5, 0.36, 0.25, 0.16);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var remaining = Remaining.At(severity);
        long sum = 0;
        for (var i = 0; i < image.Pixels.Length; i += 3)
            sum += (299 * image.Pixels[i]) + (587 * image.Pixels[i + 1]) + (114 * image.Pixels[i + 2]);
        var mean = sum / (1000.0 * 255 * image.Width * image.Height);
        return PixelMath.Map(image, v => mean + ((v - mean) * remaining));
    }
}
