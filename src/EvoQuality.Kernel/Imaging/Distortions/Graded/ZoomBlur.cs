using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>
/// Zoomed while exposed: the mean of the picture and of its zooms 1, 1.02, … up to the largest, about the centre, bilinear.
/// </summary>
internal static class ZoomBlur
{
    private const int Channels = 3;
    private const double Step = 0.02;

    public static RgbImage Apply(RgbImage image, double[] parameters, SeededSource source)
    {
        var count = (int)Math.Floor(((parameters[0] - 1) / Step) + 1e-6);
        var sum = SparseKernel.ToFloat(image);
        for (var i = 0; i < sum.Length; i++) sum[i] *= 2; // the picture, and its zoom by 1
        var blended = new float[image.Width * Channels];
        for (var zoom = 1; zoom <= count; zoom++) AddZoomed(image, 1 + (zoom * Step), sum, blended);
        var pixels = new byte[sum.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = PixelMath.ToByte(sum[i] / (count + 2));
        return new RgbImage(image.Width, image.Height, pixels);
    }

    private static void AddZoomed(RgbImage image, double zoom, float[] sum, float[] blended)
    {
        var (rows, columns) = (Places(image.Height, zoom), Places(image.Width, zoom));
        var stride = image.Width * Channels;
        for (var y = 0; y < image.Height; y++)
        {
            var (top, down) = rows[y];
            var above = image.Pixels.AsSpan(top * stride, stride);
            var below = image.Pixels.AsSpan(Math.Min(top + 1, image.Height - 1) * stride, stride);
            for (var i = 0; i < stride; i++) blended[i] = above[i] + (down * (below[i] - above[i]));
            var target = sum.AsSpan(y * stride, stride);
            for (var x = 0; x < columns.Length; x++)
            {
                var (left, right) = columns[x];
                var (from, next) = (left * Channels, Math.Min(left + 1, image.Width - 1) * Channels);
                for (var c = 0; c < Channels; c++)
                    target[(x * Channels) + c] += blended[from + c] + (right * (blended[next + c] - blended[from + c]));
            }
        }
    }

    /// <summary>Where each place of a zoomed line comes from: the pixel before it, and the share of the next one.</summary>
    private static (int Before, float Share)[] Places(int length, double zoom)
    {
        var centre = (length - 1) / 2.0;
        var places = new (int, float)[length];
        for (var i = 0; i < length; i++)
        {
            var at = centre + ((i - centre) / zoom);
            places[i] = ((int)at, (float)(at - (int)at));
        }

        return places;
    }
}
