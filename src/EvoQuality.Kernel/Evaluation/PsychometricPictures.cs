using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Distortions.Graded;

namespace EvoQuality.Evaluation;

/// <summary>Pristine pictures and their distorted variants, for several policies to be measured on. Variants are made when they are loaded.</summary>
public sealed class PsychometricPictures
{
    private PsychometricPictures(int pristine, IReadOnlyList<(GradedDistortion Distortion, int Level)> cells, IReadOnlyList<IqaImage> all) =>
        (Pristine, Cells, All) = (pristine, cells, all);

    /// <summary>Number n of pristine pictures.</summary>
    public int Pristine { get; }

    /// <summary>Types and levels, level by level within a type.</summary>
    public IReadOnlyList<(GradedDistortion Distortion, int Level)> Cells { get; }

    /// <summary>The n pristine pictures, then n variants for each of <see cref="Cells"/>.</summary>
    public IReadOnlyList<IqaImage> All { get; }

    /// <summary>Prepares the pictures; pristine ones are drawn or decoded once and kept.</summary>
    /// <param name="pristine">Two or more; a dozen give useful intervals.</param>
    /// <param name="options">Distortions and levels.</param>
    /// <param name="seed">Root of the distortions' draws.</param>
    public static PsychometricPictures Of(IReadOnlyList<IqaImage> pristine, PsychometricOptions options, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(pristine);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(pristine.Count, 2);
        options.Validate();
        IqaImage[] kept = [.. pristine.Select(Kept)];
        (GradedDistortion, int)[] cells = [.. from distortion in options.Distortions from level in options.Levels select (distortion, level)];
        return new(kept.Length, cells,
        [
            .. kept,
            .. cells.SelectMany(cell => kept.Select((image, i) => // one grain at all levels of a picture
                DistortedImage.Of(image, cell.Item1, cell.Item2, seed.Child("picture").Child(i).Child(cell.Item1.Name)))),
        ]);
    }

    private static IqaImage Kept(IqaImage image)
    {
        var pixels = new Lazy<RgbImage>(image.Load);
        return new IqaImage(image.Id, () => pixels.Value);
    }
}
