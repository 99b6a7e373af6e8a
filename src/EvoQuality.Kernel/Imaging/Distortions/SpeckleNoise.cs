using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// Noise that multiplies each value by 1 + sigma z; the law is sigma (XDIST: 0.14 to 0.42).
/// </summary>
internal static class SpeckleNoise
{
    private static readonly SeverityLaw Sigma = new(0, 0.08, 0.15, 0.24, 0.35, 0.5);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var sigma = Sigma.At(severity);
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = PixelMath.ToByte(image.Pixels[i] * (1 + (sigma * source.NextGaussian())));
        return new RgbImage(image.Width, image.Height, pixels);
    }
}
