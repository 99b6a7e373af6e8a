namespace EvoQuality.Benchmarks.Speed;

/// <summary>Work of one kind in a measurement's line.</summary>
/// <param name="Kind">reading, decoding, training or updating.</param>
/// <param name="Gflop">Operations of matrix products, in 10^9.</param>
/// <param name="Gb">Bytes of weights, keys, values and optimizer state, in 10^9.</param>
public sealed record PassLine(string Kind, double Gflop, double Gb);
