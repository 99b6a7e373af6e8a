using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// One way to damage a picture. <paramref name="Apply"/> takes the picture, a severity in [0, 1] (0 returns
/// the same bytes, 0.2 to 1.0 are the levels 1 to 5 of the usual five-level sets) and the source of whatever
/// it draws; it returns a new picture and leaves its argument alone.
/// </summary>
/// <param name="Name">One lower-case English word that reads well in a sentence.</param>
/// <param name="Apply">Picture, severity, source of randomness to damaged picture.</param>
public sealed record Distortion(string Name, Func<RgbImage, double, SeededSource, RgbImage> Apply);
