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
        var mean = PixelMath.MeanGrey(image);
        return PixelMath.Map(image, v => mean + ((v - mean) * remaining));
    }
}
