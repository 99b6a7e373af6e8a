namespace EvoQuality.Imaging.Quality;

/// <summary>
/// Multi-scale structural similarity (Wang, Simoncelli and Bovik 2003) of luma: five scales, each half the one before (means of 2x2
/// pixels), the contrast-structure part of each and the luminance of the coarsest, to the published powers. A negative mean counts as 0.
/// </summary>
public static class MsSsim
{
    /// <summary>The shortest side whose coarsest scale holds a window of <see cref="Ssim"/>.</summary>
    public const int SmallestSide = Ssim.SmallestSide * 16;

    private static readonly double[] Weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

    /// <summary>In 0..1; 1 for equal pictures.</summary>
    /// <exception cref="ArgumentException">The sizes differ, or a side is below <see cref="SmallestSide"/>.</exception>
    public static double Of(RgbImage reference, RgbImage distorted)
    {
        SameSize.Expect(reference, distorted, SmallestSide);
        var (x, y) = (LumaPlane.Of(reference), LumaPlane.Of(distorted));
        var product = 1.0;
        for (var scale = 0; scale < Weights.Length; scale++)
        {
            var (ssim, structure) = Ssim.Means(x, y);
            var last = scale == Weights.Length - 1;
            product *= Math.Pow(Math.Max(0, last ? ssim : structure), Weights[scale]);
            if (!last) (x, y) = (x.Halved(), y.Halved());
        }

        return product;
    }
}
