using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Evolution.Studies;
using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Kernel.Tests;

/// <summary>What a finished run of two rounds leaves in a study's folder, without a run; the first round scores as the start does.</summary>
internal static class WrittenCell
{
    /// <param name="study">The study's folder.</param>
    /// <param name="seed">Seed of the cell.</param>
    /// <param name="variant">Its variant.</param>
    /// <param name="start">Scores of the start and of round 1; NaN did not parse. Opinion is 0, 1, 2 and so on.</param>
    /// <param name="last">Scores of round 2.</param>
    public static void Write(StudyFolder study, int seed, string variant, double[] start, double[] last)
    {
        var cell = study.Study.Cells([seed], variant).Single(c => c.Variant.Name == variant);
        var run = new RunFolder(study.PathOf(cell));
        foreach (var (round, scores) in new[] { (0, start), (1, start), (2, last) })
        {
            using var journal = new Journal<ScoreRecord>(run.File(EvolutionRecord.ScoresOf(round)));
            journal.Append([.. scores.Select((s, i) =>
            {
                double? score = double.IsNaN(s) ? null : s;
                return new ScoreRecord($"p{i}", i, [score], score, score, null);
            })]);
        }

        double? Srcc(double[] scores) => Correlation.Spearman([.. scores.Select(s => double.IsNaN(s) ? 3 : s)], [.. scores.Select((_, i) => (double)i)]);
        StudyFolder.Finish(run, [.. new[] { ("start", start), ("round 1", start), ("round 2", last) }.Select(v => new StudyRow
        {
            Seed = seed,
            Variant = variant,
            Version = v.Item1,
            ExpectedSrcc = Srcc(v.Item2),
            Preferences = 7,
        })]);
    }
}
