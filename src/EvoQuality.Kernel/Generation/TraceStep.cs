namespace EvoQuality.Generation;

/// <summary>One step of a pass over a prompt.</summary>
/// <param name="Name">What it is; layers by their published names.</param>
/// <param name="Letters">Its axes in the letters of notes/notation.md, such as "(P, D)".</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="RootMeanSquare">Size of its values; null for ids and positions.</param>
public sealed record TraceStep(string Name, string Letters, IReadOnlyList<long> Shape, double? RootMeanSquare);
