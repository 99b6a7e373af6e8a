using EvoQuality.Datasets;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution;

/// <summary>The pictures of an evolution.</summary>
/// <param name="Pool">What it evolves on. Opinion scores, where it has any, are for reports and the control with true labels.</param>
/// <param name="Test">Labelled pictures that it never evolves on; null without labels: nothing is evaluated then.</param>
/// <param name="Description">Both in a sentence or two.</param>
public sealed record EvolutionData(ImageSet Pool, ImageSet? Test, string Description)
{
    private const int SceneSide = 224;
    private const int FewestLabelled = 9;

    /// <summary>
    /// Draws the scenes or opens the photographs of a set-up, every one decoded once, so that a damaged file is told now
    /// and not after an hour.
    /// </summary>
    /// <param name="setup">Checked here.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images.</param>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    /// <exception cref="InvalidDataException">Too few pictures, a damaged one, or a fault in a label file; the message names it.</exception>
    public static EvolutionData Load(EvolutionSetup setup, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.Validate();
        if (setup.Images.Length == 0) return Scenes(setup, progress);
        var data = Photographs(setup);
        if (setup.Crop > 0) data = data.Middle(setup.Crop);
        data.Pool.Check(progress, cancel);
        data.Test?.Check(progress, cancel);
        return data;
    }

    private EvolutionData Middle(int side) => new(Pool.Middle(side), Test?.Middle(side), $"{Description} Of each the middle {side} x {side} pixels.");

    private static EvolutionData Scenes(EvolutionSetup setup, IProgress<StageProgress>? progress) => new(
        SceneImages.Pool(setup.Scenes, SceneSide, progress),
        setup.Part == "development"
            ? SceneImages.Development(setup.TestScenes, SceneSide, progress)
            : SceneImages.HeldOut(setup.TestScenes, SceneSide, progress),
        $"{setup.Scenes} generated scenes to evolve on, {setup.TestScenes} others to test on.");

    private static EvolutionData Photographs(EvolutionSetup setup)
    {
        var pool = ImageFolder.Load(setup.Images, Given(setup.Labels));
        if (setup.TestLabels.Length > 0)
        {
            var test = ImageFolder.Load(Given(setup.Test) ?? setup.Images, setup.TestLabels);
            var rest = SameFolder(setup) ? Without(pool, test) : pool;
            return new(rest, SameFolder(setup) ? test : Renamed(test), $"{rest.Images.Count} photographs to evolve on, {test.Images.Count} labelled others to test on.");
        }

        return setup.Labels.Length > 0
            ? HoldOut(pool, setup)
            : new(pool, null, $"{pool.Images.Count} photographs without opinion scores: the votes and the ranking can be shown, but nothing can be evaluated.");
    }

    private static EvolutionData HoldOut(ImageSet labelled, EvolutionSetup setup)
    {
        if (labelled.Images.Count < FewestLabelled)
            throw new InvalidDataException($"{setup.Labels}: expected {FewestLabelled} or more labelled pictures, so that a third can be held out to test on, found {labelled.Images.Count}.");
        var order = labelled.Images.ToArray();
        setup.Root.Child("hold out").Source().Shuffle(order);
        var (held, rest) = (new List<IqaImage>(), new List<IqaImage>());
        foreach (var content in order.GroupBy(i => i.Content)) // pictures that show the same stay together
            (held.Count < order.Length / 3 ? held : rest).AddRange(content);
        if (rest.Count < 2 || held.Count < 2)
            throw new InvalidDataException($"{setup.Labels}: expected pictures of several contents, so that some can be held out to test on, found {order.Length} of {order.DistinctBy(i => i.Content).Count()}; name a test set (testLabels).");
        return new(
            new ImageSet(labelled.Name, rest),
            new ImageSet($"{labelled.Name}, held out", held),
            $"{rest.Count} photographs to evolve on; a random third of the labelled ones, {held.Count}, is held out to test on.");
    }

    private static ImageSet Without(ImageSet pool, ImageSet test)
    {
        var held = test.Images.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        IqaImage[] rest = [.. pool.Images.Where(i => !held.Contains(i.Id))];
        return rest.Length >= 2
            ? new ImageSet(pool.Name, rest)
            : throw new InvalidDataException($"{pool.Name}: expected two or more pictures that are not in the test set, found {rest.Length}.");
    }

    /// <summary>Pictures are known by name everywhere; those of another folder must not be taken for the pool's.</summary>
    private static ImageSet Renamed(ImageSet test) =>
        new(test.Name, [.. test.Images.Select(i => new IqaImage($"test/{i.Id}", i.Load, i.Mos) { File = i.File, Std = i.Std, Split = i.Split, Reference = i.Reference })]);

    /// <summary>Whether the test photographs lie in the folder of the others.</summary>
    internal static bool SameFolder(EvolutionSetup setup) =>
        setup.Test.Length == 0 || Path.TrimEndingDirectorySeparator(Path.GetFullPath(setup.Test)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(setup.Images));

    private static string? Given(string value) => value.Length == 0 ? null : value;
}
