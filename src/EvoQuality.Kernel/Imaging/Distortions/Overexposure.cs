using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// Overexposure: all channels are raised and the lights clip to white; the law is the amount added, of 1
/// (XDIST: 0.1 to 0.35, which damages less than the other types at the same level).
/// </summary>
internal static class Overexposure
{
    private static readonly SeverityLaw Shift = new(0, 0.12, 0.22, 0.33, 0.45, 0.58);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var shift = Shift.At(severity);
        return PixelMath.Map(image, v => v + shift);
    }
}
