namespace EvoQuality.Statistics;

/// <summary>Averages of a measure over data sets. One blank makes the average blank: an average over fewer sets is another number.</summary>
public static class SetAverage
{
    /// <summary>Weighted by images, as the paper's WAVG: sum(n v) / sum(n). Null with a blank or without sets.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a set has no images.</exception>
    public static double? Weighted(IReadOnlyList<double?> values, IReadOnlyList<int> images)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(images);
        if (values.Count != images.Count)
            throw new ArgumentException($"Each value needs its number of images, but there are {values.Count} and {images.Count}.", nameof(images));
        if (images.Any(n => n < 1)) throw new ArgumentException("A set needs one image or more.", nameof(images));
        double? sum = 0;
        for (var i = 0; i < values.Count; i++) sum += values[i] * images[i];
        return values.Count == 0 ? null : sum / images.Sum(n => (double)n);
    }

    /// <summary>Every set alike. Null with a blank or without sets.</summary>
    public static double? Plain(IReadOnlyList<double?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Weighted(values, [.. values.Select(_ => 1)]);
    }
}
