using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>Underexposure by a power of all three channels; the law is the exponent.</summary>
internal static class Darken
{
    private static readonly SeverityLaw Gamma = new(1, 1.5, 2, 2.6, 3.4, 4.6);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var gamma = Gamma.At(severity);
        return PixelMath.Map(image, v => Math.Pow(v, gamma));
    }
}
