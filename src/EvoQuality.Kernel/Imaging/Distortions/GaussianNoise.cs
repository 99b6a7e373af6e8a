using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// Independent normal noise in each channel; the law is its standard deviation, of 1
/// (XDIST: 0.05 to 0.25).
/// </summary>
internal static class GaussianNoise
{
    private static readonly SeverityLaw Sigma = new(0, 0.03, 0.06, 0.1, 0.15, 0.22);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var sigma = 255 * Sigma.At(severity);
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = PixelMath.ToByte(image.Pixels[i] + (sigma * source.NextGaussian()));
        return new RgbImage(image.Width, image.Height, pixels);
    }
}
