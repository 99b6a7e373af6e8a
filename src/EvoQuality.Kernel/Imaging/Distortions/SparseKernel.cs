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
        for (var y = 0; y < height; y++)
        {
            var row = result.AsSpan(y * width * Channels, width * Channels);
            foreach (var (dx, dy, weight) in _taps)
            {
                var start = ((y + _reachY + dy) * stride) + ((_reachX + dx) * Channels);
                AddScaled(padded.AsSpan(start, row.Length), weight, row);
            }
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

    private static void AddScaled(ReadOnlySpan<float> source, float weight, Span<float> sum)
    {
        var i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(sum[i..]) + (weight * new Vector<float>(source[i..]))).CopyTo(sum[i..]);
        for (; i < sum.Length; i++) sum[i] += weight * source[i];
    }
}
