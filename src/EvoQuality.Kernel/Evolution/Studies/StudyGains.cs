using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Evolution.Studies;

/// <summary>
/// The paired gains of a study's questions, from the scores that its finished cells keep. A gain depends on the scores of its two
/// policies alone, not on what other cells are done.
/// </summary>
/// <param name="folder">The study.</param>
/// <param name="part">Folder of a cell below which the scores are; empty for those of the run itself.</param>
internal sealed class StudyGains(StudyFolder folder, string part = "")
{
    private const int Resamples = 2000;
    private const string Stage = "gains", Unit = "comparisons";
    private const double Middle = 3; // of the scale: what a score that did not parse counts as, so that all are compared on the same images
    private static readonly (string Name, Func<ScoreRecord, double?> Score)[] Measures =
    [
        ("expected", s => s.Expected), ("mean", s => s.Samples.Average()), ("single", s => s.Samples[0]), ("greedy", s => s.Greedy),
    ];

    private readonly StudyScores _scores = new(folder, part);

    /// <summary>All gains of all questions, over the seeds that have both policies; questions without such a seed are left out.</summary>
    /// <param name="progress">Told in comparisons.</param>
    /// <param name="cancel">Stops between them.</param>
    public IEnumerable<StudyGain> Of(IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        var (done, all) = (0, folder.Study.Questions.Sum(q => q.Comparisons.Count));
        foreach (var question in folder.Study.Questions)
        {
            foreach (var (of, against) in question.Comparisons)
            {
                cancel.ThrowIfCancellationRequested();
                progress?.Report(new StageProgress(Stage, done++, all, Unit));
                var pairs = (from seed in _scores.Seeds
                             let after = _scores.Of(seed, of)
                             let before = _scores.Of(seed, against)
                             where after is not null && before is not null
                             select (After: after, Before: before)).ToArray();
                if (pairs.Length == 0) continue;
                foreach (var side in pairs.SelectMany(p => new[] { p.After, p.Before })) ExpectSame(side, pairs[0].After, of, against);
                double[] mos = [.. pairs[0].After.Select(s => s.Mos!.Value)];
                foreach (var (name, score) in Measures)
                {
                    if (pairs.Any(p => p.After.Concat(p.Before).All(s => score(s) is null))) continue; // reasoning has no expected score
                    double[][] Rows(Func<(IReadOnlyList<ScoreRecord> After, IReadOnlyList<ScoreRecord> Before), IReadOnlyList<ScoreRecord>> side) =>
                        [.. pairs.Select(p => side(p).Select(s => score(s) ?? Middle).ToArray())];
                    var (after, before) = (Rows(p => p.After), Rows(p => p.Before));
                    if (PairedDifference.OfSpearman(after, before, mos, Resamples, Resampled(question, of, against, name)) is not { } gain) continue;
                    yield return new StudyGain(
                        question.Name, of, against, name, pairs.Length, Srcc(before, mos), Srcc(after, mos), gain.Mean, gain.Interval.Low, gain.Interval.High);
                }
            }
        }

        progress?.Report(new StageProgress(Stage, all, all, Unit));
    }

    private static void ExpectSame(IReadOnlyList<ScoreRecord> scores, IReadOnlyList<ScoreRecord> first, StudyVersion of, StudyVersion against)
    {
        if (!scores.Select(s => (s.Image, s.Mos)).SequenceEqual(first.Select(s => (s.Image, s.Mos))))
            throw new InvalidDataException($"{of} and {against} were judged on different pictures, so their gain cannot be paired.");
    }

    /// <summary>Draws that are a gain's own, so that what else a study has done changes none.</summary>
    private static SeededSource Resampled(StudyQuestion question, StudyVersion of, StudyVersion against, string measure) =>
        new SeedTree(1).Child(question.Name).Child($"{of}").Child($"{against}").Child(measure).Source();

    private static double Srcc(double[][] rows, double[] mos) => rows.Average(r => Correlation.Spearman(r, mos)!.Value);
}
