using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Distortions;
using EvoQuality.Imaging.NaturalStatistics;
using EvoQuality.Imaging.Scenes;

namespace EvoQuality.Evolution.WarmStart;

/// <summary>A damaged picture whose damage is known because we made it.</summary>
/// <param name="Image">The picture; its id is unique.</param>
/// <param name="Damage">What was done to it.</param>
/// <param name="Statistics">What its pixels show of detail, light and colour: (<see cref="DetailStatistics.Count"/>).</param>
public sealed record Example(IqaImage Image, DegradedScene Damage, IReadOnlyList<double> Statistics)
{
    /// <summary>Index of the damage for the auxiliary classifier; the last one means none.</summary>
    public int DamageIndex
    {
        get
        {
            for (var i = 0; i < DistortionCatalog.All.Count; i++)
                if (DistortionCatalog.All[i].Name == Damage.DistortionName) return i;
            return DistortionCatalog.All.Count;
        }
    }
}

/// <summary>
/// Draws damaged pictures from generated scenes, by <see cref="SceneSampler"/>, and, if given, from crops of pristine photographs, by
/// <see cref="CameraDamage"/>. Neighbours 2i and 2i + 1 share their content, so that batches hold both kinds of comparison.
/// </summary>
public sealed class ExampleSource(int size, IReadOnlyList<RgbImage> photographs)
{
    private const double PhotographFraction = 0.5;

    /// <summary>An even number of examples; the same seed gives the same pictures.</summary>
    public IReadOnlyList<Example> Draw(int count, SeedTree seed)
    {
        var examples = new Example[count];
        Parallel.For(0, (count + 1) / 2, pair =>
        {
            var source = seed.Child(pair).Source();
            var photographed = photographs.Count > 0 && source.NextBool(PhotographFraction);
            var pristine = photographed
                ? SceneSampler.Crop(photographs[source.NextInt(photographs.Count)], size, source)
                : SceneGenerator.Generate(size, source);
            for (var i = 2 * pair; i < Math.Min(count, 2 * (pair + 1)); i++)
            {
                var damage = photographed ? CameraDamage.Sample(pristine, source) : SceneSampler.Sample(pristine, source);
                examples[i] = new Example(
                    new IqaImage($"warm-{seed.Seed:x}-{i}", () => damage.Image, damage.Quality), damage, DetailStatistics.Of(damage.Image));
            }
        });
        return examples;
    }
}
