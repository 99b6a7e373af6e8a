using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Statistics;

namespace EvoQuality.Benchmarks.Gain;

/// <summary>SRCC of one way of scoring, and its paired gain over what it is compared with.</summary>
/// <param name="Measure">single, mean, greedy or expected.</param>
/// <param name="Against">start or the control's name.</param>
/// <param name="Before">Mean SRCC over seeds of the compared.</param>
/// <param name="After">Mean SRCC over seeds of the evolved.</param>
/// <param name="Gain">Mean paired difference.</param>
/// <param name="Low">Lower end of its 95 % interval (bootstrap over images and seeds).</param>
/// <param name="High">Upper end.</param>
public sealed record GainRow(string Measure, string Against, double Before, double After, double Gain, double Low, double High);

/// <summary>Does evolution improve ranking on images it has never seen? Several seeds, paired, beside its controls.</summary>
public sealed class HeldOutGain(QwenPolicy start, EvolutionOptions options, ImageSet pool, ImageSet test)
{
    private const int Resamples = 2000;
    private static readonly (string Name, Func<ImageScores, double?> Score)[] Measures =
    [
        ("single", s => s.Single), ("mean", s => s.Mean), ("greedy", s => s.Greedy), ("expected", s => s.Expected),
    ];

    private readonly List<(string Against, ulong Seed, EvaluationReport Before, EvaluationReport After)> _runs = [];

    /// <summary>One seed: the evolution and the controls.</summary>
    /// <returns>The rounds.</returns>
    public IReadOnlyList<RoundResult> Run(ulong seed, IReadOnlyList<ControlKind> controls, IProgress<StageProgress>? progress)
    {
        var evolution = new SelfEvolution(start, pool, test, options, new SeedTree(seed), progress: progress);
        var rounds = evolution.Run();
        var after = rounds[^1].Evaluation!;
        _runs.Add(("start", seed, rounds[0].Evaluation!, after));
        foreach (var control in controls) _runs.Add((control.ToString(), seed, evolution.Control(control, rounds), after));
        return rounds;
    }

    /// <summary>Paired gains over all seeds run so far; a score that did not parse counts as 3, so that all are compared on the same images.</summary>
    public IEnumerable<GainRow> Rows()
    {
        double[] mos = [.. test.Images.Select(i => i.Mos!.Value)];
        foreach (var (name, score) in Measures)
        {
            foreach (var group in _runs.GroupBy(r => r.Against))
            {
                double[][] Of(Func<EvaluationReport, IReadOnlyList<ImageScores>> side, Func<(string, ulong, EvaluationReport, EvaluationReport), EvaluationReport> pick) =>
                    [.. group.Select(r => side(pick(r)).Select(s => score(s) ?? 3).ToArray())];
                var before = Of(r => r.Scores, r => r.Item3);
                var after = Of(r => r.Scores, r => r.Item4);
                var gain = PairedDifference.OfSpearman(after, before, mos, Resamples, new SeedTree(1).Source());
                if (gain is null) continue;
                yield return new GainRow(
                    name, group.Key, Mean(before, mos), Mean(after, mos), gain.Mean, gain.Interval.Low, gain.Interval.High);
            }
        }
    }

    private static double Mean(double[][] rows, double[] mos) => rows.Average(r => Correlation.Spearman(r, mos) ?? 0);
}
