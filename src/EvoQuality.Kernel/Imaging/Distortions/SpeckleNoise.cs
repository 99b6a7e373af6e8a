using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>Noise that multiplies each value by 1 + sigma z; the law is sigma.</summary>
internal static class SpeckleNoise
{
    private static readonly SeverityLaw Sigma = new(0, 0.09, 0.17, 0.27, 0.4, 0.58);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var sigma = Sigma.At(severity);
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = PixelMath.ToByte(image.Pixels[i] * (1 + (sigma * source.NextGaussian())));
        return new RgbImage(image.Width, image.Height, pixels);
    }
}
