namespace EvoQuality.Imaging.Quality;

/// <summary>
/// Structural similarity (Wang, Bovik, Sheikh and Simoncelli 2004) of luma (BT.601): Gaussian window of 11x11 with sigma 1.5,
/// K1 = 0.01, K2 = 0.03, peak 255, and only places where the whole window lies inside. The picture is not shrunk beforehand, as the
/// authors' script does above 256 pixels.
/// </summary>
public static class Ssim
{
    /// <summary>The shortest side that holds a window.</summary>
    public const int SmallestSide = 11;

    private const double C1 = 0.01 * 255 * 0.01 * 255;
    private const double C2 = 0.03 * 255 * 0.03 * 255;

    private static readonly GaussianWindow Window = new(SmallestSide, 1.5);

    /// <summary>Mean SSIM, at most 1; 1 for equal pictures only.</summary>
    /// <exception cref="ArgumentException">The sizes differ, or a side is below <see cref="SmallestSide"/>.</exception>
    public static double Of(RgbImage reference, RgbImage distorted)
    {
        SameSize.Expect(reference, distorted, SmallestSide);
        return Means(LumaPlane.Of(reference), LumaPlane.Of(distorted)).Ssim;
    }

    /// <summary>Means over all places of SSIM and of its contrast-structure part (the factor without the luminances).</summary>
    internal static (double Ssim, double ContrastStructure) Means(LumaPlane x, LumaPlane y)
    {
        var (meanX, meanY) = (Window.Inside(x).Values, Window.Inside(y).Values);
        var (xx, yy, xy) = (Products(x, x), Products(y, y), Products(x, y));
        double similarities = 0, structures = 0;
        for (var i = 0; i < meanX.Length; i++)
        {
            var (mx, my) = (meanX[i], meanY[i]);
            var structure = ((2 * (xy[i] - (mx * my))) + C2) / (xx[i] - (mx * mx) + yy[i] - (my * my) + C2);
            structures += structure;
            similarities += structure * ((2 * mx * my) + C1) / ((mx * mx) + (my * my) + C1);
        }

        return (similarities / meanX.Length, structures / meanX.Length);
    }

    private static double[] Products(LumaPlane a, LumaPlane b)
    {
        var products = new double[a.Values.Length];
        for (var i = 0; i < products.Length; i++) products[i] = a.Values[i] * b.Values[i];
        return Window.Inside(new LumaPlane(a.Width, a.Height, products)).Values;
    }
}
