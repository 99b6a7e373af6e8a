namespace EvoQuality.Statistics;

/// <summary>
/// A gain over several data sets as a share of the start, three ways. They differ: the paper's "+31.8 %" is the first;
/// the same numbers give 25.2 % the second way and 26.9 % the third.
/// </summary>
/// <param name="WeightedMeanOfGains">Mean of the sets' relative gains, weighted by images.</param>
/// <param name="GainOfWeightedMeans">Relative gain of the weighted averages.</param>
/// <param name="PlainMeanOfGains">Mean of the sets' relative gains, every set alike.</param>
public sealed record RelativeGain(double? WeightedMeanOfGains, double? GainOfWeightedMeans, double? PlainMeanOfGains)
{
    /// <summary>All three; null where a needed number is blank.</summary>
    /// <param name="before">Per set, the start; not 0.</param>
    /// <param name="after">Per set, the result.</param>
    /// <param name="images">Per set, how many images.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static RelativeGain Of(IReadOnlyList<double?> before, IReadOnlyList<double?> after, IReadOnlyList<int> images)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Count != after.Count)
            throw new ArgumentException($"Each set needs two values, but there are {before.Count} and {after.Count}.", nameof(after));
        double?[] gains = [.. before.Zip(after, (b, a) => (a / b) - 1)];
        return new RelativeGain(
            SetAverage.Weighted(gains, images),
            (SetAverage.Weighted(after, images) / SetAverage.Weighted(before, images)) - 1,
            SetAverage.Plain(gains));
    }
}
