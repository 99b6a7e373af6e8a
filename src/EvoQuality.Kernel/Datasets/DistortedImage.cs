using EvoQuality.Foundations;
using EvoQuality.Imaging.Distortions.Graded;

namespace EvoQuality.Datasets;

/// <summary>A picture with graded damage, named after both.</summary>
public static class DistortedImage
{
    /// <summary>The variant; it is made each time it is loaded, and has no score.</summary>
    /// <param name="image">The picture that is damaged.</param>
    /// <param name="distortion">The damage.</param>
    /// <param name="level">Its level, 1..5.</param>
    /// <param name="grain">Where the damage's draws come from.</param>
    public static IqaImage Of(IqaImage image, GradedDistortion distortion, int level, SeedTree grain)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(distortion);
        return new IqaImage($"{image.Id}~{distortion.Name}-{level}", () => distortion.Apply(image.Load(), level, grain.Source()));
    }
}
