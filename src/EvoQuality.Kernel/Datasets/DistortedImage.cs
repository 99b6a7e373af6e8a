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
    /// <summary>
    /// Variants of a picture, drawn as the paper draws those of its second round: group, then type, then level, uniformly; no two alike.
    /// </summary>
    /// <param name="image">The picture that is damaged.</param>
    /// <param name="count">Number of variants, 0..175 (35 types of five levels).</param>
    /// <param name="seed">The variants depend on this alone.</param>
    public static IEnumerable<IqaImage> Drawn(IqaImage image, int count, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, GradedCatalog.All.Count * GradedDistortion.LevelCount);
        return Draws();

        IEnumerable<IqaImage> Draws()
        {
            var source = seed.Child("draw").Source();
            var drawn = new HashSet<string>();
            while (drawn.Count < count)
            {
                var (distortion, level) = (GradedCatalog.Draw(source), 1 + source.NextInt(GradedDistortion.LevelCount));
                var name = $"{distortion.Name}-{level}";
                if (drawn.Add(name)) yield return Of(image, distortion, level, seed.Child(name));
            }
        }
    }
}
