using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Scenes;

/// <summary>Sets of generated pictures that need no files.</summary>
public static class SceneSet
{
    /// <summary>
    /// <paramref name="count"/> pictures of size x size; picture i depends on the seed and i alone, so a
    /// longer set starts with the shorter one.
    /// </summary>
    public static IReadOnlyList<SceneImage> Create(int count, int size, SeedTree seeds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, SceneGenerator.SmallestSize);
        return [.. Enumerable.Range(0, count).Select(i => new SceneImage($"scene-{i:D5}", seeds.Child(i), size))];
    }
}
