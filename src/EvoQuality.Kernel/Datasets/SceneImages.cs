using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Scenes;

namespace EvoQuality.Datasets;

/// <summary>Generated scenes as an image set: no files, quality known by construction.</summary>
public static class SceneImages
{
    /// <summary>Scale of the declared quality.</summary>
    public static MosScale Scale { get; } = new(1, 5, HigherIsBetter: true);

    private static readonly SeedTree Embedded = new(250925787);

    /// <summary>The embedded unlabelled pool: what evolutions without a folder of pictures evolve on.</summary>
    public static ImageSet Pool(int count, int size, IProgress<StageProgress>? progress = null) =>
        Create("pool", count, size, Embedded.Child("pool"), progress);

    /// <summary>The embedded held-out set, from another branch of seeds: what they are judged on.</summary>
    /// <remarks>It was not looked at before the settings were fixed; settings are chosen on <see cref="Development"/>.</remarks>
    public static ImageSet HeldOut(int count, int size, IProgress<StageProgress>? progress = null) =>
        Create("held-out", count, size, Embedded.Child("test"), progress);

    /// <summary>The embedded development set, from a third branch: settings were and are chosen on it (notebooks/notes/log.md).</summary>
    public static ImageSet Development(int count, int size, IProgress<StageProgress>? progress = null) =>
        Create("development", count, size, Embedded.Child("held out"), progress);

    /// <summary>Scenes before any damage, rendered when they are first loaded and kept; no scores.</summary>
    /// <param name="name">Name of the set; also the prefix of the ids.</param>
    /// <param name="count">Number of pictures.</param>
    /// <param name="size">Side in pixels.</param>
    /// <param name="seeds">Picture i depends on this and i alone.</param>
    public static ImageSet Pristine(string name, int count, int size, SeedTree seeds) => new(name,
    [
        .. SceneSet.Create(count, size, seeds).Select((scene, i) =>
        {
            var rendered = new Lazy<RgbImage>(scene.RenderPristine);
            return new IqaImage($"{name}-{i:D4}", () => rendered.Value);
        }),
    ]);

    /// <summary>Renders the pictures (about 10 ms each) and keeps them.</summary>
    /// <param name="name">Name of the set; also the prefix of the ids.</param>
    /// <param name="count">Number of pictures.</param>
    /// <param name="size">Side in pixels.</param>
    /// <param name="seeds">Picture i depends on this and i alone.</param>
    /// <param name="progress">Told in images.</param>
    public static ImageSet Create(string name, int count, int size, SeedTree seeds, IProgress<StageProgress>? progress = null)
    {
        var scenes = SceneSet.Create(count, size, seeds);
        var images = new IqaImage[count];
        var done = 0;
        Parallel.For(0, count, i =>
        {
            var damaged = scenes[i].Render();
            images[i] = new IqaImage($"{name}-{i:D4}", () => damaged.Image, damaged.Quality);
            var finished = Interlocked.Increment(ref done);
            if (finished % 50 == 0 || finished == count) progress?.Report(new StageProgress($"drawing {name}", finished, count, "images"));
        });
        return new ImageSet(name, images, Scale);
    }
}
