using EvoQuality.Foundations;
using EvoQuality.Imaging.Distortions;

namespace EvoQuality.Imaging.Scenes;

/// <summary>
/// Draws damage with a declared quality. The law: 5 % stay pristine (severity 0); otherwise the severity S is
/// uniform on [0, 1] and the quality is 5 - 4 S. Three quarters get one distortion of a uniformly drawn type
/// at S; one quarter get two types whose severities satisfy 1 - (1 - s1)(1 - s2) = S with s1 >= s2.
/// </summary>
public static class SceneSampler
{
    /// <summary>The name that stands for no distortion.</summary>
    public const string PristineName = "pristine";

    private const double PristineFraction = 0.05;
    private const double SecondFraction = 0.25;

    /// <summary>The pristine picture damaged at random.</summary>
    public static DegradedScene Sample(RgbImage pristine, SeededSource source)
    {
        ArgumentNullException.ThrowIfNull(pristine);
        ArgumentNullException.ThrowIfNull(source);
        if (source.NextBool(PristineFraction))
            return new DegradedScene(pristine.Clone(), PristineName, 0, Quality(0));
        var severity = source.NextDouble();
        var all = DistortionCatalog.All;
        var first = source.NextInt(all.Count);
        if (!source.NextBool(SecondFraction))
        {
            var damaged = all[first].Apply(pristine, severity, source);
            return new DegradedScene(damaged, all[first].Name, severity, Quality(severity));
        }

        var second = (first + 1 + source.NextInt(all.Count - 1)) % all.Count;
        var share = source.Uniform(0.5, 1);
        var strong = 1 - Math.Pow(1 - severity, share);
        var weak = 1 - Math.Pow(1 - severity, 1 - share);
        var (early, late) = first < second ? ((first, strong), (second, weak)) : ((second, weak), (first, strong));
        var image = all[early.Item1].Apply(pristine, early.Item2, source);
        image = all[late.Item1].Apply(image, late.Item2, source);
        return new DegradedScene(image, all[first].Name, severity, Quality(severity));
    }

    /// <summary>Declared quality of a severity in [0, 1]: 5 - 4 severity.</summary>
    public static double Quality(double severity) => 5 - (4 * severity);

    /// <summary>
    /// A random square of a photograph, of a random side between <paramref name="size"/> and the photograph's
    /// shorter side, averaged down to size x size, and mirrored half of the time.
    /// </summary>
    /// <exception cref="ArgumentException">The photograph is smaller than size x size.</exception>
    public static RgbImage Crop(RgbImage photograph, int size, SeededSource source)
    {
        ArgumentNullException.ThrowIfNull(photograph);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var shorter = Math.Min(photograph.Width, photograph.Height);
        if (shorter < size)
            throw new ArgumentException(
                $"A crop of {size}x{size} needs a larger photograph than {photograph.Width}x{photograph.Height}.",
                nameof(photograph));
        var side = size + source.NextInt(shorter - size + 1);
        var left = source.NextInt(photograph.Width - side + 1);
        var top = source.NextInt(photograph.Height - side + 1);
        var crop = AreaResize.Resize(photograph, left, top, side, side, size, size);
        return source.NextBool() ? Mirrored(crop) : crop;
    }

    private static RgbImage Mirrored(RgbImage image)
    {
        var result = new RgbImage(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
                image.Pixels.AsSpan(((y * image.Width) + x) * 3, 3)
                    .CopyTo(result.Pixels.AsSpan(((y * image.Width) + image.Width - 1 - x) * 3));
        return result;
    }
}
