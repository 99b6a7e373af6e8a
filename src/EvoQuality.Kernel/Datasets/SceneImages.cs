using EvoQuality.Foundations;
using EvoQuality.Imaging.Scenes;

namespace EvoQuality.Datasets;

/// <summary>Generated scenes as an image set: no files, quality known by construction.</summary>
public static class SceneImages
{
    /// <summary>Scale of the declared quality.</summary>
    public static MosScale Scale { get; } = new(1, 5, HigherIsBetter: true);

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
