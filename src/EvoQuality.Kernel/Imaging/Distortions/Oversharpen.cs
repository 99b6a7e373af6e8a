using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// Too much unsharp masking, (1 + a) x - a blur(x) with a Gaussian of sigma 1.1 pixels; the law is the amount
/// a (XDIST: 2 to 8 with a 5x5 window).
/// </summary>
internal static class Oversharpen
{
    private const double BlurSigma = 1.1;

    private static readonly SeverityLaw Amount = new(0, 1.2, 2.4, 4, 6.5, 10);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var amount = Amount.At(severity);
        var row = SparseKernel.GaussianRow(BlurSigma);
        var once = row.Apply(SparseKernel.ToFloat(image), image.Width, image.Height);
        var blurred = row.Transposed().Apply(once, image.Width, image.Height);
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = PixelMath.ToByte(((1 + amount) * image.Pixels[i]) - (amount * blurred[i]));
        return new RgbImage(image.Width, image.Height, pixels);
    }
}
