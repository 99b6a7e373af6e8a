namespace EvoQuality.Statistics;

/// <summary>A part of a gain in correlation.</summary>
/// <param name="Value">On all images; above 0 the later version is better by it.</param>
/// <param name="Interval">Paired percentile bootstrap interval over images, and over seeds where there are several.</param>
public readonly record struct SplitPart(double Value, Interval Interval);
