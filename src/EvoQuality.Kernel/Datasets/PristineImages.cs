using EvoQuality.Foundations;
using EvoQuality.Imaging.Scenes;

namespace EvoQuality.Datasets;

/// <summary>Generated pristine pictures as an image set: references for people without photographs.</summary>
public static class PristineImages
{
    /// <summary>Pictures that take the kinds in turn; they are drawn when they are loaded.</summary>
    /// <param name="name">Name of the set.</param>
    /// <param name="count">Number of pictures.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="seeds">Picture i depends on this, its kind and i alone.</param>
    /// <param name="kinds">Kinds of content; all five by default.</param>
    public static ImageSet Create(string name, int count, int width, int height, SeedTree seeds, IReadOnlyList<SceneKind>? kinds = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        kinds ??= Enum.GetValues<SceneKind>();
        if (kinds.Count == 0) throw new ArgumentException("Expected one kind of scene or more.", nameof(kinds));
        return new ImageSet(name, [.. Enumerable.Range(0, count).Select(i =>
        {
            var kind = kinds[i % kinds.Count];
            return new IqaImage($"{kind.ToString().ToLowerInvariant()}-{i:D4}", () => PristineScene.Draw(kind, width, height, seeds.Child(i).Source()));
        })]);
    }
}
