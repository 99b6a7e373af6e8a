namespace EvoQuality.Benchmarks.Speed;

/// <summary>The pairs of a round of votes: N pairs of N/3 images, every image in six of them, none with itself.</summary>
public static class RoundPairs
{
    /// <summary>Pairs an image stands in.</summary>
    public const int PerImage = 6;

    /// <summary>Fewest pairs: with four images the three partners of an image differ from it.</summary>
    public const int Fewest = 12;

    /// <summary>Image i meets the three that follow it on a circle.</summary>
    /// <param name="pairs">N, a multiple of 3, at least <see cref="Fewest"/>.</param>
    public static (int First, int Second)[] Of(int pairs)
    {
        var images = pairs / 3;
        return [.. Enumerable.Range(0, pairs).Select(p => (p % images, ((p % images) + 1 + (p / images)) % images))];
    }
}
