using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>Underexposure by a power of all three channels; the law is the exponent (as XDIST).</summary>
internal static class Darken
{
    private static readonly SeverityLaw Gamma = new(1, 1.4, 1.7, 2.1, 2.6, 3.2);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var gamma = Gamma.At(severity);
        return PixelMath.Map(image, v => Math.Pow(v, gamma));
    }
}
