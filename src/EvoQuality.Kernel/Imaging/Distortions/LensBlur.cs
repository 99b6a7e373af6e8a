using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// A lens out of focus: mean over a disk with a soft rim; the law is its radius in pixels
/// (XDIST: 2, 3, 4, 6, 8).
/// </summary>
internal static class LensBlur
{
    private static readonly SeverityLaw Radius = new(0.6, 1.5, 2.3, 3.3, 4.6, 6.5);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var radius = Radius.At(severity);
        var reach = (int)Math.Ceiling(radius + 0.5);
        var offsets = Enumerable.Range(-reach, (2 * reach) + 1).ToArray();
        return SparseKernel.Convolve(image, new SparseKernel(
            from y in offsets
            from x in offsets
            select (x, y, Math.Clamp(radius + 0.5 - Math.Sqrt((x * x) + (y * y)), 0, 1))));
    }
}
