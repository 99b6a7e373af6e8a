using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// Salt and pepper: whole pixels turn white or black; the law is their fraction
/// (XDIST: 0.01 to 0.1).
/// </summary>
internal static class ImpulseNoise
{
    private static readonly SeverityLaw Fraction = new(0, 0.006, 0.017, 0.036, 0.065, 0.11);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var fraction = Fraction.At(severity);
        var result = image.Clone();
        for (var i = 0; i < result.Pixels.Length; i += 3)
        {
            var draw = source.NextDouble();
            if (draw < fraction) result.Pixels.AsSpan(i, 3).Fill(draw < fraction / 2 ? (byte)0 : (byte)255);
        }

        return result;
    }
}
