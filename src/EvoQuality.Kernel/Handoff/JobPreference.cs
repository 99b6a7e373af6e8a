namespace EvoQuality.Handoff;

/// <summary>A pseudo-preference of a job: a line of <c>preferences.jsonl</c>.</summary>
/// <param name="First">Id of the pair's first picture.</param>
/// <param name="Second">Id of the pair's second picture.</param>
/// <param name="Preference">p*(first, second), 0..1.</param>
public sealed record JobPreference(string First, string Second, double Preference);
