namespace EvoQuality.Evaluation;

/// <summary>Two pictures that the defender holds equal and the attacker most unequal.</summary>
/// <param name="Level">The defender's quality level, 0 is the lowest.</param>
/// <param name="First">Index of the picture that the attacker prefers.</param>
/// <param name="Second">Index of the other.</param>
/// <param name="AttackerGap">The attacker's score of the first less that of the second, in standard deviations of its scores; above 0.</param>
/// <param name="DefenderGap">The same for the defender, in its own standard deviations; within the tolerance of 0.</param>
public sealed record GmadPair(int Level, int First, int Second, double AttackerGap, double DefenderGap);
