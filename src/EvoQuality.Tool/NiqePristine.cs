using EvoQuality.Datasets;
using EvoQuality.Foundations;

namespace EvoQuality.Tool;

/// <summary>The undamaged pictures that NIQE is estimated from.</summary>
internal static class NiqePristine
{
    private const int Scenes = 60;
    private const int Side = 512;

    /// <summary>Those of a folder, or generated scenes, which are a weak stand-in for photographs.</summary>
    public static IReadOnlyList<IqaImage> Of(string? folder) => folder is not null
        ? ImageFolder.Load(folder).Images
        : SceneImages.Pristine("scene", Scenes, Side, new SeedTree(1).Child("pristine")).Images;
}
