using System.Numerics;

namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// A convolution kernel as a list of taps (offset and weight, normalised to sum 1), with the picture's border
/// repeated outwards. Rows are accumulated tap by tap, element by element, so results do not depend on the
/// vector width.
/// </summary>
internal sealed class SparseKernel
{
    private readonly (int X, int Y, float Weight)[] _taps;
    private readonly int _reachX;
    private readonly int _reachY;

    public SparseKernel(IEnumerable<(int X, int Y, double Weight)> taps)
    {
        var kept = taps.Where(t => t.Weight > 0).ToArray();
        var sum = kept.Sum(t => t.Weight);
        _taps = [.. kept.Select(t => (t.X, t.Y, (float)(t.Weight / sum)))];
        _reachX = kept.Max(t => Math.Abs(t.X));
        _reachY = kept.Max(t => Math.Abs(t.Y));
    }

    /// <summary>
    /// Gaussian of the given sigma along x; <see cref="Transposed"/> gives the one along y.
    /// </summary>
    public static SparseKernel GaussianRow(double sigma)
    {
        var reach = (int)Math.Ceiling(3 * sigma);
        return new(
            from x in Enumerable.Range(-reach, (2 * reach) + 1)
            select (x, 0, Math.Exp(-x * x / (2 * sigma * sigma))));
    }

    /// <summary>The kernel with x and y exchanged.</summary>
    public SparseKernel Transposed() => new(_taps.Select(t => (t.Y, t.X, (double)t.Weight)));

    /// <summary>Interleaved values (Y, X, C) of the same shape, convolved.</summary>
    public float[] Apply(ReadOnlySpan<float> values, int width, int height)
    {
        const int Channels = 3;
        var stride = (width + (2 * _reachX)) * Channels;
        var padded = new float[stride * (height + (2 * _reachY))];
        for (var y = 0; y < height + (2 * _reachY); y++)
        {
            var from = values.Slice(Math.Clamp(y - _reachY, 0, height - 1) * width * Channels, width * Channels);
            var to = padded.AsSpan(y * stride, stride);
            from.CopyTo(to[(_reachX * Channels)..]);
            for (var x = 0; x < _reachX; x++)
            {
                from[..Channels].CopyTo(to[(x * Channels)..]);
                from[^Channels..].CopyTo(to[((x + _reachX + width) * Channels)..]);
            }
        }

        var result = new float[width * height * Channels];
        var starts = new int[_taps.Length];
        for (var y = 0; y < height; y++)
        {
            var row = result.AsSpan(y * width * Channels, width * Channels);
            for (var t = 0; t < _taps.Length; t++)
                starts[t] = ((y + _reachY + _taps[t].Y) * stride) + ((_reachX + _taps[t].X) * Channels);
            SumTaps(padded, starts, row);
        }

        return result;
    }

    /// <summary>The picture convolved with each kernel in turn, rounded once at the end.</summary>
    public static RgbImage Convolve(RgbImage image, params ReadOnlySpan<SparseKernel> kernels)
    {
        var values = ToFloat(image);
        foreach (var kernel in kernels) values = kernel.Apply(values, image.Width, image.Height);
        var pixels = new byte[values.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = PixelMath.ToByte(values[i]);
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Bytes as floats 0..255.</summary>
    public static float[] ToFloat(RgbImage image)
    {
        var values = new float[image.Pixels.Length];
        for (var i = 0; i < values.Length; i++) values[i] = image.Pixels[i];
        return values;
    }

    /// <summary>Each element tap by tap, four vectors of elements at a time.</summary>
    private void SumTaps(float[] padded, int[] starts, Span<float> row)
    {
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= row.Length - (4 * width); i += 4 * width)
        {
            var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            for (var t = 0; t < starts.Length; t++)
            {
                var (at, weight) = (starts[t] + i, new Vector<float>(_taps[t].Weight));
                a += weight * new Vector<float>(padded, at);
                b += weight * new Vector<float>(padded, at + width);
                c += weight * new Vector<float>(padded, at + (2 * width));
                d += weight * new Vector<float>(padded, at + (3 * width));
            }

            a.CopyTo(row[i..]);
            b.CopyTo(row[(i + width)..]);
            c.CopyTo(row[(i + (2 * width))..]);
            d.CopyTo(row[(i + (3 * width))..]);
        }

        for (; i < row.Length; i++)
        {
            var sum = 0f;
            for (var t = 0; t < starts.Length; t++) sum += _taps[t].Weight * padded[starts[t] + i];
            row[i] = sum;
        }
    }
}
