namespace EvoQuality.Statistics;

/// <summary>The mean of a statistic over columns, on many resamples of the same images; null where one is undefined.</summary>
internal sealed class ResampledMean(IReadOnlyList<IResampledStatistic> columns) : IResampledStatistic
{
    /// <inheritdoc/>
    public double? Of(ReadOnlySpan<int> times)
    {
        double? sum = 0;
        foreach (var column in columns) sum += column.Of(times);
        return sum / columns.Count;
    }
}
