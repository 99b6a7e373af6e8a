namespace EvoQuality.Statistics;

/// <summary>PLCC of many resamples, the logistic curve fitted anew to each from the field's start.</summary>
internal sealed class RefittedPearson : IResampledStatistic
{
    private readonly LogisticForm _form;
    private readonly double[] _x, _y, _weights;

    public RefittedPearson(LogisticForm form, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Correlation.ExpectPairs(x, y);
        (_form, _x, _y, _weights) = (form, x.ToArray(), y.ToArray(), new double[x.Length]);
    }

    /// <inheritdoc/>
    public double? Of(ReadOnlySpan<int> times)
    {
        for (var i = 0; i < times.Length; i++) _weights[i] = times[i];
        if (LogisticFit.Of(_form, _x, _y, _weights) is not { } fit) return null;
        double[] mapped = [.. _x.Select(fit.At)];
        return new ResampledPearson(mapped, _y).Of(times);
    }
}
