using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging.Distortions.Graded;

namespace EvoQuality.Evaluation;

/// <summary>
/// Pairs of generated pictures of known order, for people and policies to vote on. Only damage that everybody takes for damage the
/// more of it there is: blur, noise, compression, coarse pixels, too much sharpening. Brightness, contrast, colour and few values are
/// left out, because tastes differ. Our choice.
/// </summary>
public static class KnownPairs
{
    private static readonly GradedDistortion[] Clear =
    [
        .. GradedCatalog.All.Where(d => d.Group is DistortionGroup.Blur or DistortionGroup.Noise or DistortionGroup.Compression
            or DistortionGroup.Pixelate or DistortionGroup.Oversharpen),
    ];

    /// <summary>
    /// Draws pairs: another scene for each, types in turn, one or two levels apart, and the better picture first in half of them
    /// (of an odd number, in one pair less).
    /// </summary>
    /// <param name="count">Pairs, 1 or more.</param>
    /// <param name="size">Side of the pictures in pixels, 16 or more.</param>
    /// <param name="seed">Decides everything.</param>
    public static IReadOnlyList<KnownPair> Draw(int count, int size, SeedTree seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var source = seed.Child("design").Source();
        GradedDistortion[] types = [.. Clear];
        bool[] firstIsBetter = [.. Enumerable.Range(0, count).Select(i => i % 2 == 1)];
        source.Shuffle(types);
        source.Shuffle(firstIsBetter);
        return [.. SceneImages.Pristine("pair", count, size, seed.Child("scenes")).Images.Select((scene, i) =>
        {
            var type = types[i % types.Length];
            var apart = 1 + source.NextInt(2);
            var low = 1 + source.NextInt(GradedDistortion.LevelCount - apart);
            var (first, second) = firstIsBetter[i] ? (low, low + apart) : (low + apart, low);
            IqaImage At(int level) => DistortedImage.Of(scene, type, level, seed.Child("damage").Child(i)); // one grain in both
            return new KnownPair(At(first), At(second), type, first, second);
        })];
    }
}
