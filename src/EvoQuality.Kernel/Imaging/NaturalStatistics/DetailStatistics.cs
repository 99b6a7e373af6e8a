namespace EvoQuality.Imaging.NaturalStatistics;

/// <summary>
/// How much detail a picture has, and how bright, contrasty and colourful it is: what an eye for damage has to see first. Mean and deviation
/// of the luma and mean saturation; then on three scales, each of half the size of the one before, of the absolute Laplacian (four
/// neighbours) the logarithm of mean, median and 99 % quantile. Our choice of features; the Laplacian's spread is a common measure of focus.
/// </summary>
public static class DetailStatistics
{
    /// <summary>Number of statistics.</summary>
    public const int Count = 3 + (3 * Scales);

    /// <summary>The shortest side that has a Laplacian on the last scale.</summary>
    public const int SmallestSide = 3 << (Scales - 1);

    private const int Scales = 3;
    private const double Floor = 0.25; // of 255 levels: keeps a flat picture's logarithm finite

    /// <summary>(12) statistics, in 0..255 levels and their logarithms.</summary>
    /// <exception cref="ArgumentException">A side is below <see cref="SmallestSide"/>.</exception>
    public static double[] Of(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (Math.Min(image.Width, image.Height) < SmallestSide)
            throw new ArgumentException($"Expected a picture of {SmallestSide}x{SmallestSide} or more, found {image.Width}x{image.Height}.", nameof(image));
        var luma = LumaPlane.Of(image);
        var mean = luma.Values.Average();
        List<double> found = [mean, Math.Sqrt(luma.Values.Average(v => (v - mean) * (v - mean))), Saturation(image)];
        for (var scale = 0; scale < Scales; scale++, luma = luma.Halved())
        {
            var detail = Laplacian(luma);
            Array.Sort(detail);
            found.AddRange(Log(detail.Average()), Log(detail[detail.Length / 2]), Log(detail[(int)(0.99 * (detail.Length - 1))]));
        }

        return [.. found];
    }

    private static double Log(double level) => Math.Log(level + Floor);

    /// <summary>|4 a - left - right - above - below| of every inner pixel.</summary>
    private static double[] Laplacian(LumaPlane luma)
    {
        var (width, values) = (luma.Width, luma.Values);
        var found = new double[(width - 2) * (luma.Height - 2)];
        for (int y = 1, to = 0; y < luma.Height - 1; y++)
        {
            for (var at = (y * width) + 1; at < ((y + 1) * width) - 1; at++)
                found[to++] = Math.Abs((4 * values[at]) - values[at - 1] - values[at + 1] - values[at - width] - values[at + width]);
        }

        return found;
    }

    /// <summary>Mean difference between a pixel's largest and smallest channel.</summary>
    private static double Saturation(RgbImage image)
    {
        var sum = 0L;
        for (var at = 0; at < image.Pixels.Length; at += 3)
        {
            var (r, g, b) = (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
            sum += Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b));
        }

        return sum / (double)(image.Width * image.Height);
    }
}
