using System.Numerics;

namespace EvoQuality.Imaging;

/// <summary>A normalised square Gaussian window, applied along rows and columns in turn.</summary>
internal sealed class GaussianWindow
{
    private readonly double[] _weights;

    /// <param name="side">Odd number of taps.</param>
    /// <param name="sigma">In pixels.</param>
    public GaussianWindow(int side, double sigma)
    {
        var reach = side / 2;
        double[] weights = [.. Enumerable.Range(-reach, side).Select(x => Math.Exp(-x * x / (2 * sigma * sigma)))];
        var sum = weights.Sum();
        _weights = [.. weights.Select(w => w / sum)];
    }

    /// <summary>Number of taps.</summary>
    public int Side => _weights.Length;

    /// <summary>Weighted means where the whole window lies inside: side - 1 fewer rows and columns.</summary>
    public LumaPlane Inside(LumaPlane plane)
    {
        var (columns, rows) = (plane.Width - Side + 1, plane.Height - Side + 1);
        var along = new double[columns * plane.Height];
        for (var y = 0; y < plane.Height; y++)
            for (var k = 0; k < Side; k++)
                AddScaled(plane.Values.AsSpan((y * plane.Width) + k, columns), _weights[k], along.AsSpan(y * columns, columns));
        var result = new double[columns * rows];
        for (var y = 0; y < rows; y++)
            for (var k = 0; k < Side; k++)
                AddScaled(along.AsSpan((y + k) * columns, columns), _weights[k], result.AsSpan(y * columns, columns));
        return new LumaPlane(columns, rows, result);
    }

    /// <summary>Weighted means everywhere, the border repeated outwards.</summary>
    public LumaPlane Everywhere(LumaPlane plane)
    {
        var reach = Side / 2;
        var (columns, rows) = (plane.Width + (2 * reach), plane.Height + (2 * reach));
        var padded = new double[columns * rows];
        for (var y = 0; y < rows; y++)
        {
            var from = plane.Values.AsSpan(Math.Clamp(y - reach, 0, plane.Height - 1) * plane.Width, plane.Width);
            var to = padded.AsSpan(y * columns, columns);
            to[..reach].Fill(from[0]);
            from.CopyTo(to[reach..]);
            to[^reach..].Fill(from[^1]);
        }

        return Inside(new LumaPlane(columns, rows, padded));
    }

    private static void AddScaled(ReadOnlySpan<double> source, double weight, Span<double> sum)
    {
        var i = 0;
        for (; i <= sum.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(sum[i..]) + (weight * new Vector<double>(source[i..]))).CopyTo(sum[i..]);
        for (; i < sum.Length; i++) sum[i] += weight * source[i];
    }
}
