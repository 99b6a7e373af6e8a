namespace EvoQuality.Statistics;

/// <summary>An interval of confidence, both ends included.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end, at least <paramref name="Low"/>.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>High - Low.</summary>
    public double Width => High - Low;

    /// <summary>Whether the value lies in the interval.</summary>
    public bool Contains(double value) => Low <= value && value <= High;
}
