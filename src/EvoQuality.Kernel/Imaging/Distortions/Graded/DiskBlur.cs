using System.Numerics;
using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>
/// A lens out of focus: the mean over the disk x² + y² ≤ radius². Summed as runs of whole rows from prefix sums, in integers and so
/// exactly; the cost grows with the radius, not with its square.
/// </summary>
internal static class DiskBlur
{
    private const int Channels = 3;

    public static RgbImage Apply(RgbImage image, double[] parameters, SeededSource source)
    {
        var radius = (int)parameters[0];
        int[] halves = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(dy => (int)Math.Sqrt((radius * radius) - (dy * dy)))];
        var area = halves.Sum(half => (2 * half) + 1);
        var prefix = RowSums(image, radius);
        var stride = (image.Width + (2 * radius) + 1) * Channels;
        var result = new RgbImage(image.Width, image.Height);
        var sums = new int[image.Width * Channels];
        for (var y = 0; y < image.Height; y++)
        {
            Array.Clear(sums);
            for (var dy = -radius; dy <= radius; dy++)
            {
                var half = halves[dy + radius];
                var row = prefix.AsSpan(Math.Clamp(y + dy, 0, image.Height - 1) * stride, stride);
                AddDifference(row[((radius + half + 1) * Channels)..], row[((radius - half) * Channels)..], sums);
            }

            var target = result.Pixels.AsSpan(y * sums.Length, sums.Length);
            for (var i = 0; i < sums.Length; i++) target[i] = (byte)((sums[i] + (area / 2)) / area);
        }

        return result;
    }

    /// <summary>(Y, X + 2 radius + 1, C): sums of each row's values left of a column, the border repeated.</summary>
    private static int[] RowSums(RgbImage image, int radius)
    {
        var columns = image.Width + (2 * radius);
        var sums = new int[image.Height * (columns + 1) * Channels];
        var at = Channels;
        for (var y = 0; y < image.Height; y++, at += Channels)
        {
            for (var x = 0; x < columns; x++)
            {
                var from = ((y * image.Width) + Math.Clamp(x - radius, 0, image.Width - 1)) * Channels;
                for (var c = 0; c < Channels; c++, at++) sums[at] = sums[at - Channels] + image.Pixels[from + c];
            }
        }

        return sums;
    }

    private static void AddDifference(ReadOnlySpan<int> upper, ReadOnlySpan<int> lower, Span<int> sum)
    {
        var i = 0;
        for (; i <= sum.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            var difference = new Vector<int>(upper[i..]) - new Vector<int>(lower[i..]);
            (new Vector<int>(sum[i..]) + difference).CopyTo(sum[i..]);
        }

        for (; i < sum.Length; i++) sum[i] += upper[i] - lower[i];
    }
}
