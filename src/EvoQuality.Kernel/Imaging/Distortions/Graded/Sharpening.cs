using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>Unsharp masking: (1 + a) x - a blur(x), a = parameters[0], with the 5x5 binomial window 1, 4, 6, 4, 1.</summary>
internal static class Sharpening
{
    public static RgbImage Apply(RgbImage image, double[] parameters, SeededSource source)
    {
        var amount = (float)parameters[0];
        var row = new SparseKernel([(-2, 0, 1), (-1, 0, 4), (0, 0, 6), (1, 0, 4), (2, 0, 1)]);
        var once = row.Apply(SparseKernel.ToFloat(image), image.Width, image.Height);
        var blurred = row.Transposed().Apply(once, image.Width, image.Height);
        var pixels = new byte[blurred.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = PixelMath.ToByte(((1 + amount) * image.Pixels[i]) - (amount * blurred[i]));
        return new RgbImage(image.Width, image.Height, pixels);
    }
}
