using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>Gaussian blur; the law is sigma in pixels.</summary>
internal static class GaussianBlur
{
    private static readonly SeverityLaw Sigma = new(0, 0.8, 1.3, 1.9, 2.7, 4);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var row = SparseKernel.GaussianRow(Sigma.At(severity));
        return SparseKernel.Convolve(image, row, row.Transposed());
    }
}
