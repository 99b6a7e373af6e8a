using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace EvoQuality.Statistics;

/// <summary>PLCC of many resamples of the same images. Sums are taken in one order on every CPU: four at a time, whatever its registers hold.</summary>
internal sealed class ResampledPearson : IResampledStatistic
{
    private static readonly int Lanes = Vector256<double>.Count;
    private readonly double[] _x, _y, _times; // zeros behind the images, up to a multiple of the lanes: they add nothing

    public ResampledPearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Correlation.ExpectPairs(x, y);
        (_x, _y) = (Centred(x), Centred(y)); // about the mean of all images, so that little cancels below
        _times = new double[_x.Length];
    }

    /// <inheritdoc/>
    public double? Of(ReadOnlySpan<int> times)
    {
        if (IsConstant(times, _x) || IsConstant(times, _y)) return null;
        TensorPrimitives.ConvertTruncating(times, _times);
        var (n, sx, sy) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        var (sxx, syy, sxy) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        for (var i = 0; i < _times.Length; i += Lanes)
        {
            var (t, x, y) = (Vector256.Create(_times, i), Vector256.Create(_x, i), Vector256.Create(_y, i));
            var (tx, ty) = (t * x, t * y);
            n += t;
            sx += tx;
            sy += ty;
            sxx += tx * x;
            syy += ty * y;
            sxy += tx * y;
        }

        var (items, sumX, sumY) = (Sum(n), Sum(sx), Sum(sy));
        return Correlation.Ratio(
            Sum(sxx) - (sumX * sumX / items), Sum(syy) - (sumY * sumY / items), Sum(sxy) - (sumX * sumY / items));
    }

    private static double Sum(Vector256<double> lanes) => lanes[0] + lanes[1] + (lanes[2] + lanes[3]);

    // As in Correlation: asked of the values, for the spread of equal values may be off by a rounding.
    private static bool IsConstant(ReadOnlySpan<int> times, double[] values)
    {
        var first = times.IndexOfAnyExcept(0);
        for (var i = first + 1; i > 0 && i < times.Length; i++)
            if (times[i] > 0 && values[i] != values[first]) return false;
        return true;
    }

    private static double[] Centred(ReadOnlySpan<double> values)
    {
        var centred = new double[(values.Length + Lanes - 1) / Lanes * Lanes];
        var mean = Correlation.Mean(values);
        for (var i = 0; i < values.Length; i++) centred[i] = values[i] - mean;
        return centred;
    }
}
