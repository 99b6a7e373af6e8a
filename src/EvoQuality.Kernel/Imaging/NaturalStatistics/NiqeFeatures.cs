namespace EvoQuality.Imaging.NaturalStatistics;

/// <summary>
/// The features of NIQE (Mittal, Soundararajan and Bovik, IEEE SPL 20(3), 2013): 36 per block of 96x96 pixels, 18 at full and 18 at
/// half size (blocks of 48x48); pixels beyond the last whole block are not used.
/// </summary>
internal static class NiqeFeatures
{
    public const int Count = 36;
    public const int BlockSide = 96;

    /// <summary>Per block, row by row: (36) features and the mean local deviation, its sharpness.</summary>
    public static IReadOnlyList<(double[] Features, double Sharpness)> Of(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (columns, rows) = (image.Width / BlockSide, image.Height / BlockSide);
        if (columns * rows == 0)
            throw new ArgumentException($"Expected a picture of {BlockSide}x{BlockSide} or more, found {image.Width}x{image.Height}.", nameof(image));
        var luma = LumaPlane.Of(image);
        luma = new LumaPlane(columns * BlockSide, rows * BlockSide, Neighbours.Block(luma, 0, 0, columns * BlockSide, rows * BlockSide));
        var (full, half) = (new NormalizedLuma(luma), new NormalizedLuma(BicubicHalf.Of(luma)));
        return
        [
            .. from row in Enumerable.Range(0, rows)
               from column in Enumerable.Range(0, columns)
               select ((double[])[.. OfBlock(full.Values, column, row, BlockSide), .. OfBlock(half.Values, column, row, BlockSide / 2)],
                   Neighbours.Block(full.Deviations, column * BlockSide, row * BlockSide, BlockSide, BlockSide).Average()),
        ];
    }

    private static List<double> OfBlock(LumaPlane plane, int column, int row, int side)
    {
        var (left, top) = (column * side, row * side);
        var fit = GeneralizedGaussian.FitAsymmetric(Neighbours.Block(plane, left, top, side, side));
        List<double> features = [fit.Shape, (fit.LeftScale + fit.RightScale) / 2];
        foreach (var products in Neighbours.Products(plane, left, top, side, side))
        {
            fit = GeneralizedGaussian.FitAsymmetric(products);
            features.AddRange(fit.Shape, fit.Mean, fit.LeftScale, fit.RightScale);
        }

        return features;
    }
}
