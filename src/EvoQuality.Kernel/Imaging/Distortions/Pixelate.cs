using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// Averages over square cells, shown as flat cells; the law is the side of a cell in pixels (XDIST: 2 to 5).
/// Between whole sides the mosaics of the smaller and the larger one are cross-faded.
/// </summary>
internal static class Pixelate
{
    private static readonly SeverityLaw Side = new(1, 1.9, 2.8, 3.9, 5.3, 7);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var side = Side.At(severity);
        var fine = Mosaic(image, (int)Math.Floor(side));
        var coarse = Mosaic(image, (int)Math.Ceiling(side));
        var share = (float)(side - Math.Floor(side));
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = PixelMath.ToByte(fine[i] + (share * (coarse[i] - fine[i])));
        return new RgbImage(image.Width, image.Height, pixels);
    }

    private static float[] Mosaic(RgbImage image, int side)
    {
        var result = new float[image.Pixels.Length];
        for (var top = 0; top < image.Height; top += side)
            for (var left = 0; left < image.Width; left += side)
                for (var channel = 0; channel < 3; channel++)
                {
                    var (bottom, right) = (Math.Min(top + side, image.Height), Math.Min(left + side, image.Width));
                    var sum = 0;
                    for (var y = top; y < bottom; y++)
                        for (var x = left; x < right; x++)
                            sum += image.Pixels[(((y * image.Width) + x) * 3) + channel];
                    var mean = (float)sum / ((bottom - top) * (right - left));
                    for (var y = top; y < bottom; y++)
                        for (var x = left; x < right; x++)
                            result[(((y * image.Width) + x) * 3) + channel] = mean;
                }

        return result;
    }
}
