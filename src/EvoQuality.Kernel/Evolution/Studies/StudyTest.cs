using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Generation;

namespace EvoQuality.Evolution.Studies;

/// <summary>
/// Judges the policies that a study's finished cells keep on pictures that no cell was judged on: those of the end. It scores and
/// does not vote; what is scored is kept below <c>test/</c> of each cell, so that it can be stopped. Tables:
/// <c>NAME-test-rounds.csv</c> and <c>NAME-test-gains.csv</c>.
/// </summary>
/// <param name="folder">The study.</param>
/// <param name="test">The pictures, with opinion scores.</param>
/// <param name="progress">Told in images.</param>
/// <param name="cancel">Stops between batches.</param>
public sealed class StudyTest(StudyFolder folder, ImageSet test, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
{
    internal const string Part = "test";
    private readonly ImageSet _pictures = folder.Study.Base.Crop > 0 ? test.Middle(folder.Study.Base.Crop) : test; // as the cells saw theirs

    /// <summary>Judges finished cells; those that were judged before stay in the tables.</summary>
    /// <param name="cells">Which; those that are not done are passed over.</param>
    /// <exception cref="InvalidDataException">
    /// Weights of a version are missing or damaged, a start is not what its cell started from, or kept scores are of other pictures.
    /// </exception>
    public void Run(IEnumerable<StudyCell> cells)
    {
        var chosen = cells.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var judged = folder.Done().Where(c => chosen.Contains(c.Name) || Directory.Exists(Path.Combine(folder.PathOf(c), Part)));
        StudyTables.Write(folder, Part, [.. judged.SelectMany(Judge)], progress, cancel);
    }

    private List<StudyRow> Judge(StudyCell cell)
    {
        var run = RunFolder.Existing(folder.PathOf(cell));
        var setup = EvolutionSetup.Read(run);
        if (cell.Setup.Policy.Length > 0) setup = setup with { Policy = cell.Setup.Policy }; // where it is today; its hash is asked for below
        var options = setup.Options().Scores;
        using var start = setup.LoadPolicy();
        RecordedRun.ExpectStart(run, start, setup.PolicyFolder);
        var rows = new List<StudyRow>();
        void Score(string version, string name, QwenPolicy policy, ScoreOptions scoring)
        {
            using var journal = new Journal<ScoreRecord>(run.File(Path.Combine(Part, name)));
            var named = NamedProgress.Of(progress, $"{cell.Name}, {version}");
            var scores = ScorePredictor.Predict(policy, _pictures.Images, scoring, SelfEvolution.ScoreSeed(setup.Root), journal, null, named, cancel);
            rows.Add(StudyRow.Of(cell, version, EvaluationReport.From(scores, [], _pictures.Images, SelfEvolution.EvaluationSeed(setup.Root))));
        }

        void Trained(string version, string name, string weights)
        {
            using var policy = TrainedWeights.Version(start, run.File(weights));
            Score(version, name, policy, options);
        }

        Score(StudyVersion.NameOf(0), EvolutionRecord.ScoresOf(0), start, options);
        for (var round = 1; round <= setup.Rounds; round++)
            Trained(StudyVersion.NameOf(round), EvolutionRecord.ScoresOf(round), EvolutionRecord.PolicyOf(round));
        foreach (var kind in setup.ControlKinds)
        {
            var name = EvolutionRecord.ScoresOf(kind);
            if (kind == ControlKind.SharpenedStart) Score(StudyVersion.NameOf(kind), name, start, options with { Temperature = EvolutionRecord.NumberOf(run, kind) });
            else Trained(StudyVersion.NameOf(kind), name, EvolutionRecord.PolicyOf(kind, setup.Rounds));
        }

        return rows;
    }
}
