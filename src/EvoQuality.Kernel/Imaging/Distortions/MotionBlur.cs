using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// Shake along a straight line in a random direction; the law is the line's length in pixels
/// (XDIST: windows of radius 5 to 20 with a Gaussian of sigma 3 to 12).
/// </summary>
internal static class MotionBlur
{
    private static readonly SeverityLaw Length = new(0, 3.8, 6.5, 10, 15, 21);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var length = Length.At(severity);
        var (sin, cos) = Math.SinCos(source.Uniform(-Math.PI / 2, Math.PI / 2));
        var steps = 1 + (int)Math.Ceiling(4 * length);
        var taps = new Dictionary<(int X, int Y), double>();
        for (var i = 0; i < steps; i++)
        {
            var along = ((i + 0.5) / steps * length) - (length / 2);
            Splat(taps, along * cos, along * sin);
        }

        return SparseKernel.Convolve(image, new SparseKernel(taps.Select(t => (t.Key.X, t.Key.Y, t.Value))));
    }

    private static void Splat(Dictionary<(int X, int Y), double> taps, double x, double y)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (right, bottom) = (x - left, y - top);
        foreach (var (dx, wx) in new[] { (0, 1 - right), (1, right) })
            foreach (var (dy, wy) in new[] { (0, 1 - bottom), (1, bottom) })
                taps[(left + dx, top + dy)] = taps.GetValueOrDefault((left + dx, top + dy)) + (wx * wy);
    }
}
