using System.Numerics.Tensors;

namespace EvoQuality.Statistics;

/// <summary>PLCC of many resamples of the same images, from products that were formed once.</summary>
internal sealed class ResampledPearson : IResampledStatistic
{
    private readonly double[] _x, _y, _xx, _yy, _xy, _times;

    public ResampledPearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Correlation.ExpectPairs(x, y);
        (_x, _y) = (Centred(x), Centred(y)); // about the mean of all images, so that little cancels below
        (_xx, _yy, _xy, _times) = (new double[x.Length], new double[x.Length], new double[x.Length], new double[x.Length]);
        TensorPrimitives.Multiply(_x, _x, _xx);
        TensorPrimitives.Multiply(_y, _y, _yy);
        TensorPrimitives.Multiply(_x, _y, _xy);
    }

    /// <inheritdoc/>
    public double? Of(ReadOnlySpan<int> times)
    {
        if (IsConstant(times, _x) || IsConstant(times, _y)) return null;
        TensorPrimitives.ConvertTruncating(times, _times);
        var (items, x, y) = (TensorPrimitives.Sum<double>(_times), Weighted(_x), Weighted(_y));
        return Correlation.Ratio(
            Weighted(_xx) - (x * x / items), Weighted(_yy) - (y * y / items), Weighted(_xy) - (x * y / items));
    }

    private double Weighted(double[] values) => TensorPrimitives.Dot<double>(_times, values);

    // As in Correlation: asked of the values, for the spread of equal values may be off by a rounding.
    private static bool IsConstant(ReadOnlySpan<int> times, double[] values)
    {
        var first = times.IndexOfAnyExcept(0);
        for (var i = first + 1; i > 0 && i < values.Length; i++)
            if (times[i] > 0 && values[i] != values[first]) return false;
        return true;
    }

    private static double[] Centred(ReadOnlySpan<double> values)
    {
        var centred = new double[values.Length];
        if (values.Length > 0) TensorPrimitives.Subtract(values, TensorPrimitives.Average(values), centred);
        return centred;
    }
}
