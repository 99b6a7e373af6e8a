namespace EvoQuality.Statistics;

/// <summary>A measure with its uncertainty.</summary>
/// <param name="Measure">Which.</param>
/// <param name="Value">On all images; null where it is undefined.</param>
/// <param name="Interval">Percentile bootstrap interval; null where the measure is undefined on every resample.</param>
/// <param name="Undefined">Resamples on which the measure is undefined; they are left out of the interval.</param>
public sealed record AgreementEstimate(Agreement Measure, double? Value, Interval? Interval, int Undefined);
