using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>Gaussian blur; the law is sigma in pixels (XDIST: 1 to 5).</summary>
internal static class GaussianBlur
{
    private static readonly SeverityLaw Sigma = new(0.35, 0.8, 1.3, 1.9, 2.7, 4);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var row = SparseKernel.GaussianRow(Sigma.At(severity));
        return SparseKernel.Convolve(image, row, row.Transposed());
    }
}
