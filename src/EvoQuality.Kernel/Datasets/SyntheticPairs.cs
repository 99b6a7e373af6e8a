using EvoQuality.Foundations;

namespace EvoQuality.Datasets;

/// <summary>
/// Pairs that share their content and differ in their distortion, as the paper adds them in round 2: every image of a pool gets
/// variants (group, then type, then level, uniformly; no two alike), and pairs are drawn among the variants of one image.
/// </summary>
public sealed class SyntheticPairs
{
    private readonly ImageSet _pool;

    private SyntheticPairs(ImageSet pool, IReadOnlyList<IqaImage> added, IReadOnlyList<ImagePair> pairs) => (_pool, Added, Pairs) = (pool, added, pairs);

    /// <summary>The variants, image by image; each is distorted when it is loaded. Ids are <c>name~type-level</c>; no opinion scores.</summary>
    public IReadOnlyList<IqaImage> Added { get; }

    /// <summary>Pairs of indices into <see cref="Extended"/>, all different; images take turns, which comes first is a coin toss.</summary>
    public IReadOnlyList<ImagePair> Pairs { get; }

    /// <summary>The pool followed by the variants: indices of the pool's own images stay.</summary>
    public ImageSet Extended() => _pool.With(Added);

    /// <summary>Draws variants and pairs.</summary>
    /// <param name="pool">Pristine or real pictures; nothing is loaded now.</param>
    /// <param name="options">Variants per image, and pairs; fewer pairs are given where there are no more.</param>
    /// <param name="seed">An image's variants depend on this and its id alone, not on the rest of the pool.</param>
    public static SyntheticPairs Create(ImageSet pool, SyntheticPairOptions options, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        IqaImage[] added = [.. pool.Images.SelectMany(image => DistortedImage.Drawn(image, options.Variants, seed.Child("variants").Child(image.Id)))];
        return new SyntheticPairs(pool, added, Draw(pool.Images.Count, options, seed.Child("pairs").Source()));
    }

    private static List<ImagePair> Draw(int images, SyntheticPairOptions options, SeededSource source)
    {
        var perImage = options.Variants * (options.Variants - 1) / 2;
        var wanted = (int)Math.Min(options.Pairs, (long)images * perImage);
        int[] order = [.. Enumerable.Range(0, images)];
        source.Shuffle(order);

        // The first images of the order have one pair more where the number does not divide.
        var pairs = new List<ImagePair>(wanted);
        for (var turn = 0; turn < images && pairs.Count < wanted; turn++)
        {
            var count = (wanted / images) + (turn < wanted % images ? 1 : 0);
            if (count == 0) break;
            var first = images + (order[turn] * options.Variants);
            pairs.AddRange(PairSampler.Sample(options.Variants, count, source).Select(p => new ImagePair(first + p.First, first + p.Second)));
        }

        ImagePair[] shuffled = [.. pairs];
        source.Shuffle(shuffled);
        return [.. shuffled];
    }
}
