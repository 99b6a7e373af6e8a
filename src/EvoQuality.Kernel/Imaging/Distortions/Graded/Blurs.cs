using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>Blurs by a kernel or by shuffling pixels.</summary>
internal static class Blurs
{
    /// <summary>Gaussian of sigma = parameters[0] pixels, cut at three sigmas.</summary>
    public static RgbImage Gaussian(RgbImage image, double[] parameters, SeededSource source)
    {
        var row = SparseKernel.GaussianRow(parameters[0]);
        return SparseKernel.Convolve(image, row, row.Transposed());
    }

    /// <summary>
    /// A light trace: 2 radius + 1 steps along a random direction from -90 to 90 degrees, with the weights of half a Gaussian.
    /// </summary>
    public static RgbImage Motion(RgbImage image, double[] parameters, SeededSource source)
    {
        var (radius, sigma) = ((int)parameters[0], parameters[1]);
        var (sin, cos) = Math.SinCos(source.Uniform(-Math.PI / 2, Math.PI / 2));
        return SparseKernel.Convolve(image, new SparseKernel(
            from i in Enumerable.Range(0, (2 * radius) + 1)
            select ((int)Math.Round(i * cos), (int)Math.Round(i * sin), Math.Exp(-i * i / (2 * sigma * sigma)))));
    }

    /// <summary>Seen through structured glass: blurred, shuffled, blurred again.</summary>
    public static RgbImage Glass(RgbImage image, double[] parameters, SeededSource source)
    {
        double[] sigma = [parameters[0]];
        var shuffled = Gaussian(image, sigma, source);
        for (var pass = 0; pass < (int)parameters[2]; pass++) Shuffle(shuffled, (int)parameters[1], source);
        return Gaussian(shuffled, sigma, source);
    }

    /// <summary>Every pixel trades places with one within the shift.</summary>
    public static RgbImage Jitter(RgbImage image, double[] parameters, SeededSource source)
    {
        var result = image.Clone();
        Shuffle(result, (int)parameters[0], source);
        return result;
    }

    /// <summary>
    /// From the last pixel to the first, each is swapped with one -shift … shift - 1 rows and columns away, as published: the
    /// range is not symmetric, and a frame of that width stays.
    /// </summary>
    private static void Shuffle(RgbImage image, int shift, SeededSource source)
    {
        var (pixels, stride) = (image.Pixels, image.Width * 3);
        var range = (ulong)(2 * shift);
        for (var y = image.Height - shift - 1; y > shift; y--)
        {
            for (var x = image.Width - shift - 1; x > shift; x--)
            {
                // Two draws from one: both halves of 64 bits are uniform.
                var bits = source.NextBits();
                var dx = (int)(((bits >> 32) * range) >> 32) - shift;
                var dy = (int)(((bits & uint.MaxValue) * range) >> 32) - shift;
                var (here, there) = ((y * stride) + (x * 3), ((y + dy) * stride) + ((x + dx) * 3));
                for (var c = 0; c < 3; c++) (pixels[here + c], pixels[there + c]) = (pixels[there + c], pixels[here + c]);
            }
        }
    }
}
