namespace EvoQuality.Statistics;

/// <summary>A statistic of many resamples of the same images. It has work space of its own: one per thread.</summary>
internal interface IResampledStatistic
{
    /// <summary>The statistic where image i was drawn <paramref name="times"/>[i] times; null where it is undefined.</summary>
    double? Of(ReadOnlySpan<int> times);
}
