using EvoQuality.Statistics;

namespace EvoQuality.Evaluation;

/// <summary>One result of an ablation: a measure at one value of the setting that is varied.</summary>
/// <param name="Series">What is kept the same along a curve, such as a way of scoring or a policy.</param>
/// <param name="Setting">Value of the setting: votes per pair, rounds, images.</param>
/// <param name="Value">The measure there; null where it is undefined.</param>
/// <param name="Interval">Its 95 % interval; null where there is none.</param>
/// <param name="Runs">Runs (seeds) behind the point, 1 or more.</param>
public sealed record AblationPoint(string Series, double Setting, double? Value, Interval? Interval, int Runs = 1);
