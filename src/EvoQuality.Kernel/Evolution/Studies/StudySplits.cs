using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution.Studies;

/// <summary>
/// What the rounds and controls of a study's first variant gained over the start, over all seeds, split into sharper, calibrated
/// and wiser (<see cref="Statistics.GainSplit"/>).
/// </summary>
internal static class StudySplits
{
    private const int Resamples = 1000;
    private const int Samples = 8; // columns of the split; more only cost time, about two minutes for five seeds of 1,000 pictures as it is

    private const string Stage = "splits";

    /// <summary>Rounds, then controls, each over the seeds that have it; empty before a cell of the first variant is done.</summary>
    /// <param name="folder">The study.</param>
    /// <param name="progress">Told in policies.</param>
    /// <param name="cancel">Stops between policies.</param>
    public static IEnumerable<(SharperOrWiser Split, int Seeds)> Of(StudyFolder folder, IProgress<StageProgress>? progress, CancellationToken cancel)
    {
        var variant = folder.Study.Variants[0];
        var setup = new StudyCell(folder.Study, variant, 0).Setup;
        var scores = new StudyScores(folder);
        string[] versions = [.. Enumerable.Range(1, setup.Rounds).Select(StudyVersion.NameOf), .. setup.ControlKinds.Order().Select(StudyVersion.NameOf)];
        foreach (var (i, version) in versions.Index())
        {
            cancel.ThrowIfCancellationRequested();
            (IReadOnlyList<ImageScores>, IReadOnlyList<ImageScores>)[] seeds =
            [
                .. from seed in scores.Seeds
                   let before = scores.Of(seed, StudyVersion.Of(variant.Name, 0))
                   let after = scores.Of(seed, new StudyVersion(variant.Name, version))
                   where before is not null && after is not null
                   select (Few(before), Few(after)),
            ];
            if (seeds.Length > 0 && SharperOrWiser.Of(version, seeds, Resamples, new SeedTree(1)) is { } split) yield return (split, seeds.Length);
            progress?.Report(new StageProgress(Stage, i + 1, versions.Length, "policies"));
        }
    }

    private static ImageScores[] Few(IReadOnlyList<ScoreRecord> scores) => [.. scores.Select(s =>
        s.With(new IqaImage(s.Image, () => throw new InvalidOperationException($"{s.Image}: a study's scores keep no pictures."), s.Mos)) with
        {
            Samples = [.. s.Samples.Take(Samples)],
        })];
}
