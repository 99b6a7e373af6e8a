namespace EvoQuality.Datasets;

/// <summary>What a data set's mean opinion scores (MOS) mean.</summary>
/// <param name="Low">Lowest value the scale allows.</param>
/// <param name="High">Highest value the scale allows; above <paramref name="Low"/>.</param>
/// <param name="HigherIsBetter">False for difference scores (DMOS).</param>
public sealed record MosScale(double Low, double High, bool HigherIsBetter);
