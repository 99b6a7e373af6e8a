namespace EvoQuality.Imaging.Scenes;

/// <summary>A damaged picture together with what is known about the damage.</summary>
/// <param name="Image">The picture to judge.</param>
/// <param name="DistortionName">The stronger distortion, or <see cref="SceneSampler.PristineName"/>.</param>
/// <param name="Severity">Combined severity in [0, 1].</param>
/// <param name="Quality">Declared quality in [1, 5], higher is better: 5 - 4 severity.</param>
public sealed record DegradedScene(RgbImage Image, string DistortionName, double Severity, double Quality);
