using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <summary>DataFrames of results; every chart is drawn from numbers that one of them holds.</summary>
public static partial class Tables
{
    /// <summary>SRCC with its 95 % interval and PLCC, per version of the policy and way of scoring; empty without a test set.</summary>
    public static DataFrame Rounds(IReadOnlyList<RoundResult> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        return Correlations("version", rounds.Where(r => r.Evaluation is not null).Select(r => (ScoringWay.Version(r.Round), r.Evaluation!)));
    }

    /// <summary>The same for the controls.</summary>
    public static DataFrame Controls(IReadOnlyDictionary<ControlKind, EvaluationReport> controls)
    {
        ArgumentNullException.ThrowIfNull(controls);
        return Correlations("control", controls.OrderBy(c => c.Key).Select(c => (Name(c.Key), c.Value)));
    }

    /// <summary>Paired gains of the last round over the start and the controls, with 95 % intervals.</summary>
    public static DataFrame Gains(RunSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var rows = summary.Gains.SelectMany(g => Ways(g.Value).Select(w => (Against: GainName(g.Key), w.Way, w.Gain)));
        return new TableOf<(string Against, string Way, Gain? Gain)>(rows)
            .Text("against", r => r.Against)
            .Text("scored by", r => r.Way)
            .Number("gain in SRCC", r => r.Gain?.Srcc)
            .Number("low", r => r.Gain?.Low)
            .Number("high", r => r.Gain?.High)
            .Text("says", r => r.Gain is null ? "undefined" : r.Gain.Low > 0 ? "better" : r.Gain.High < 0 ? "worse" : "no clear difference")
            .Frame;
    }

    /// <summary>What needs no correlation: accuracies, parse rates, ties, position bias, entropy and spread per version.</summary>
    public static DataFrame Rates(IReadOnlyList<RoundResult> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        return new TableOf<RoundResult>(rounds)
            .Text("version", r => ScoringWay.Version(r.Round))
            .Number("vote accuracy", r => r.Evaluation?.ComparisonAccuracy)
            .Number("consensus accuracy", r => r.Evaluation?.ConsensusAccuracy)
            .Number("score accuracy", r => r.Evaluation?.ScoreAccuracy)
            .Number("votes parsed", r => r.Votes.Report.ParseRate)
            .Number("scores parsed", r => r.Evaluation?.ParseRate)
            .Number("ties", r => r.Votes.Report.TieRate)
            .Number("first shown", r => r.Votes.Report.FirstShownShare)
            .Number("entropy, nats", r => r.Evaluation?.Entropy)
            .Number("spread, points", r => r.Evaluation?.Spread)
            .Frame;
    }

    /// <summary>Every version's scores of every test image.</summary>
    public static DataFrame Scores(IReadOnlyList<RoundResult> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        return new TableOf<(int Round, ImageScores Scores)>(rounds.SelectMany(r => (r.Evaluation?.Scores ?? []).Select(s => (r.Round, s))))
            .Whole("round", r => r.Round)
            .Text("image", r => r.Scores.Image.Id)
            .Number("mos", r => r.Scores.Image.Mos)
            .Number("single", r => r.Scores.Single)
            .Number("mean", r => r.Scores.Mean)
            .Number("greedy", r => r.Scores.Greedy)
            .Number("expected", r => r.Scores.Expected)
            .Number("entropy", r => r.Scores.Entropy)
            .Frame;
    }

    internal static string Name(ControlKind kind) => kind switch
    {
        ControlKind.SharpenedStart => "(a) sharpened start",
        ControlKind.ShuffledLabels => "(b) shuffled labels",
        ControlKind.TrueLabels => "(c) true labels",
        ControlKind.RandomLabels => "(d) random labels",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown control."),
    };

    /// <summary>The four gains of a comparison, named as everywhere.</summary>
    internal static IEnumerable<(string Way, Gain? Gain)> Ways(GainSummary gains) =>
        ScoringWay.All.Zip([gains.SingleSample, gains.MeanOfN, gains.Greedy, gains.Expected], (way, gain) => (way.Name, gain));

    internal static string GainName(string key) => key.Replace('_', ' ');

    private static DataFrame Correlations(string column, IEnumerable<(string Name, EvaluationReport Report)> reports) =>
        new TableOf<(string Name, string Way, CorrelationResult? Result)>(
            reports.SelectMany(r => ScoringWay.All.Select(way => (r.Name, way.Name, way.Correlation(r.Report)))))
            .Text(column, r => r.Name)
            .Text("scored by", r => r.Way)
            .Number("SRCC", r => r.Result?.Srcc)
            .Number("low", r => r.Result?.SrccInterval?.Low)
            .Number("high", r => r.Result?.SrccInterval?.High)
            .Number("PLCC", r => r.Result?.Plcc)
            .Frame;
}
