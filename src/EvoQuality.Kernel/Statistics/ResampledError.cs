namespace EvoQuality.Statistics;

/// <summary>RMSE of many resamples of the same images.</summary>
internal sealed class ResampledError : IResampledStatistic
{
    private readonly double[] _squares;

    public ResampledError(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Correlation.ExpectPairs(x, y);
        _squares = new double[x.Length];
        for (var i = 0; i < _squares.Length; i++) _squares[i] = (x[i] - y[i]) * (x[i] - y[i]);
    }

    /// <inheritdoc/>
    public double? Of(ReadOnlySpan<int> times)
    {
        var (items, sum) = (0L, 0.0);
        for (var i = 0; i < times.Length; i++) (items, sum) = (items + times[i], sum + (times[i] * _squares[i]));
        return items == 0 ? null : Math.Sqrt(sum / items);
    }
}
