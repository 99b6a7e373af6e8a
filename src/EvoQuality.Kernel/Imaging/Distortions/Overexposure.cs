using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>Overexposure: all channels are raised and the lights clip to white; the law is the amount added, of 1.</summary>
internal static class Overexposure
{
    private static readonly SeverityLaw Shift = new(0, 0.12, 0.22, 0.33, 0.44, 0.56);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var shift = Shift.At(severity);
        return PixelMath.Map(image, v => v + shift);
    }
}
