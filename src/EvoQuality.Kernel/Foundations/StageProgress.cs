namespace EvoQuality.Foundations;

/// <summary>How far a long stage has come. Reported through <see cref="IProgress{T}"/>; the receiver draws the bar.</summary>
/// <param name="Stage">What is running, in a word or two ("round 1: voting").</param>
/// <param name="Done">Items finished.</param>
/// <param name="Total">Items in all; 0 when unknown.</param>
/// <param name="Unit">What is counted ("pairs", "steps", "images").</param>
/// <param name="Note">The latest figures worth seeing ("reward 0.81, kl 0.02"); empty if none.</param>
public sealed record StageProgress(string Stage, long Done, long Total, string Unit, string Note = "");
