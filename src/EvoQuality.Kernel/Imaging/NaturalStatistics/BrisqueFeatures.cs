namespace EvoQuality.Imaging.NaturalStatistics;

/// <summary>
/// The 36 features of BRISQUE (Mittal, Moorthy and Bovik, IEEE TIP 21(12), 2012): at full and at half size, shape and variance of the
/// normalised luma, then shape, mean, left and right variance of its products with four neighbours. Luma is BT.601 and not rounded.
/// </summary>
public static class BrisqueFeatures
{
    /// <summary>Number of features.</summary>
    public const int Count = 36;

    /// <summary>The shortest side that has a neighbour at half size.</summary>
    public const int SmallestSide = 16;

    /// <summary>(36) features.</summary>
    /// <exception cref="ArgumentException">A side is below <see cref="SmallestSide"/>.</exception>
    public static double[] Of(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (Math.Min(image.Width, image.Height) < SmallestSide)
            throw new ArgumentException($"Expected a picture of {SmallestSide}x{SmallestSide} or more, found {image.Width}x{image.Height}.", nameof(image));
        var luma = LumaPlane.Of(image);
        return [.. OfScale(luma), .. OfScale(BicubicHalf.Of(luma))];
    }

    private static List<double> OfScale(LumaPlane luma)
    {
        var plane = new NormalizedLuma(luma).Values;
        var (shape, variance) = GeneralizedGaussian.Fit(plane.Values);
        List<double> features = [shape, variance];
        foreach (var products in Neighbours.Products(plane, 0, 0, plane.Width, plane.Height))
        {
            var fit = GeneralizedGaussian.FitAsymmetric(products);
            features.AddRange(fit.Shape, fit.Mean, fit.Left * fit.Left, fit.Right * fit.Right);
        }

        return features;
    }
}
