using EvoQuality.Imaging.Distortions.Graded;
using EvoQuality.Statistics;

namespace EvoQuality.Evaluation;

/// <summary>What a policy makes of one level of one distortion, over all pristine pictures.</summary>
/// <param name="Distortion">The type.</param>
/// <param name="Level">1 to 5.</param>
/// <param name="Preferred">Share of votes for the pristine picture: 0.5 sees no difference, 1 always sees it; null if no vote parsed.</param>
/// <param name="PreferredInterval">95 % bootstrap interval over the pictures.</param>
/// <param name="Score">Mean score of the distorted pictures; null if none parsed.</param>
/// <param name="ScoreInterval">95 % bootstrap interval over the pictures.</param>
public sealed record PsychometricPoint(
    GradedDistortion Distortion, int Level, double? Preferred, Interval? PreferredInterval, double? Score, Interval? ScoreInterval);
