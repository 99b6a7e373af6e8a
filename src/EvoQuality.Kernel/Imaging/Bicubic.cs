using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EvoQuality.Imaging;

/// <summary>
/// Antialiased bicubic resizing in integers, equal to the last bit to the library that <see
/// cref="Resampling"/> names: one pass along rows and one along columns, each rounded to 8 bits, so their
/// order shows.
/// </summary>
public static class Bicubic
{
    /// <summary>A new picture of the given size; a copy where the size is the same.</summary>
    public static RgbImage Resize(RgbImage image, int width, int height, Resampling resampling)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (width == image.Width && height == image.Height) return image.Clone();
        if (resampling == Resampling.Pillow && LosesMostlyRows(image, width, height))
            return ToWidth(ToHeight(image, height, resampling), width, resampling);
        return ToHeight(ToWidth(image, width, resampling), height, resampling);
    }

    /// <summary>When Pillow 13 goes along columns first (its pull request 9549); older ones never
    /// do.</summary>
    private static bool LosesMostlyRows(RgbImage image, int width, int height) =>
        image.Height > height && image.Height - height > 2 * (image.Width - width);

    private static RgbImage ToWidth(RgbImage image, int width, Resampling resampling) => width == image.Width
        ? image
        : AlongRows(image, BicubicWeights.Create(image.Width, width, resampling));

    private static RgbImage ToHeight(RgbImage image, int height, Resampling resampling) => height == image.Height
        ? image
        : AlongColumns(image, BicubicWeights.Create(image.Height, height, resampling));

    private static RgbImage AlongRows(RgbImage image, BicubicWeights weights)
    {
        var result = new RgbImage(weights.Starts.Length, image.Height);
        var pixels = new Vector128<int>[image.Width]; // one row, a pixel per vector: (R, G, B, 0)
        for (var y = 0; y < image.Height; y++)
        {
            var from = image.Pixels.AsSpan(y * image.Width * 3, image.Width * 3);
            for (var x = 0; x < pixels.Length; x++)
                pixels[x] = Vector128.Create(from[x * 3], from[(x * 3) + 1], from[(x * 3) + 2], 0);

            var to = result.Pixels.AsSpan(y * result.Width * 3, result.Width * 3);
            for (var x = 0; x < result.Width; x++)
            {
                var sum = Vector128.Create(1 << (weights.Bits - 1));
                var window = pixels.AsSpan(weights.Starts[x], weights.Counts[x]);
                var taps = weights.Values.AsSpan(x * weights.Taps, window.Length);
                for (var k = 0; k < window.Length; k++) sum += window[k] * taps[k];
                sum = Clamp(sum >> weights.Bits);
                (to[x * 3], to[(x * 3) + 1], to[(x * 3) + 2]) = ((byte)sum[0], (byte)sum[1], (byte)sum[2]);
            }
        }

        return result;
    }

    private static RgbImage AlongColumns(RgbImage image, BicubicWeights weights)
    {
        var result = new RgbImage(image.Width, weights.Starts.Length);
        var stride = image.Width * 3;
        var sums = new int[stride];
        for (var y = 0; y < result.Height; y++)
        {
            sums.AsSpan().Fill(1 << (weights.Bits - 1));
            for (var k = 0; k < weights.Counts[y]; k++)
            {
                var row = image.Pixels.AsSpan((weights.Starts[y] + k) * stride, stride);
                AddScaled(sums, row, weights.Values[(y * weights.Taps) + k]);
            }

            var to = result.Pixels.AsSpan(y * stride, stride);
            for (var i = 0; i < stride; i++) to[i] = (byte)Math.Clamp(sums[i] >> weights.Bits, 0, 255);
        }

        return result;
    }

    private static void AddScaled(Span<int> sums, ReadOnlySpan<byte> row, int weight)
    {
        var packs = MemoryMarshal.Cast<byte, Vector128<byte>>(row);
        var wide = MemoryMarshal.Cast<int, Vector128<int>>(sums);
        for (var i = 0; i < packs.Length; i++)
        {
            var (low, high) = Vector128.Widen(packs[i]);
            var (a, b) = Vector128.Widen(low.AsInt16()); // bytes are below 2^15: widening as signed is safe
            var (c, d) = Vector128.Widen(high.AsInt16());
            wide[i * 4] += a * weight;
            wide[(i * 4) + 1] += b * weight;
            wide[(i * 4) + 2] += c * weight;
            wide[(i * 4) + 3] += d * weight;
        }

        for (var i = packs.Length * 16; i < row.Length; i++) sums[i] += row[i] * weight;
    }

    private static Vector128<int> Clamp(Vector128<int> sum) =>
        Vector128.Min(Vector128.Max(sum, Vector128<int>.Zero), Vector128.Create(255));
}
