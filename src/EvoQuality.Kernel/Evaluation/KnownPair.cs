using EvoQuality.Datasets;
using EvoQuality.Imaging.Distortions.Graded;

namespace EvoQuality.Evaluation;

/// <summary>One scene twice, with the same damage at two levels: which one is better is known.</summary>
/// <param name="First">The picture shown first, on the left.</param>
/// <param name="Second">The other one.</param>
/// <param name="Distortion">The damage of both.</param>
/// <param name="FirstLevel">Its level in the first picture, 1 (slight) to 5 (heavy).</param>
/// <param name="SecondLevel">Its level in the second picture; never the same.</param>
public sealed record KnownPair(IqaImage First, IqaImage Second, GradedDistortion Distortion, int FirstLevel, int SecondLevel)
{
    /// <summary>True if the first picture is the less damaged one.</summary>
    public bool FirstIsBetter => FirstLevel < SecondLevel;
}
