using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>What the test set says; without one a chart holds only the sentence that there is nothing to show.</content>
public static partial class Charts
{
    /// <summary>SRCC per version and way of scoring with 95 % intervals; controls to the right, without lines.</summary>
    public static GenericChart Srcc(IReadOnlyList<RoundResult> rounds, IReadOnlyDictionary<ControlKind, EvaluationReport>? controls = null)
    {
        var evaluated = Evaluated(rounds);
        if (evaluated.Length == 0) return NotEvaluated();
        (string Name, EvaluationReport Report)[] columns =
        [
            .. evaluated.Select(r => (ScoringWay.Version(r.Round), r.Evaluation!)),
            .. (controls ?? new Dictionary<ControlKind, EvaluationReport>()).OrderBy(c => c.Key).Select(c => (Tables.Name(c.Key).Replace(" ", "<br>", StringComparison.Ordinal), c.Value)),
        ];
        var figure = new Figure(SrccTitle(evaluated), "", "SRCC, 95 % interval");
        foreach (var (i, way) in ScoringWay.All.Index())
        {
            var results = columns.Select(c => way.Correlation(c.Report)).ToArray();
            if (results.All(r => r?.Srcc is null)) continue;
            var shift = 0.09 * (i - 1.5);
            // An empty place before a control ends the line.
            double?[] Split(IEnumerable<double?> values) => [.. values.Take(evaluated.Length), .. values.Skip(evaluated.Length).SelectMany(v => new[] { null, v })];
            figure.Add(
                "scatter", ("mode", "lines+markers"), ("name", way.Name),
                ("x", Split(columns.Select((_, c) => (double?)(c + shift)))), ("y", Split(results.Select(r => r?.Srcc))),
                ("line", Figure.Of(("color", Okabe.Series[i]), ("width", 2))), ("marker", Figure.Of(("size", 8), ("color", Okabe.Series[i]))),
                ("error_y", Figure.Of(
                    ("type", "data"), ("symmetric", false), ("thickness", 1.2), ("width", 3), ("color", Okabe.Series[i]),
                    ("array", Split(results.Select(r => r?.SrccInterval?.High - r?.Srcc))),
                    ("arrayminus", Split(results.Select(r => r?.Srcc - r?.SrccInterval?.Low))))));
        }

        return figure
            .Set("xaxis", ("tickvals", Enumerable.Range(0, columns.Length).ToArray()), ("ticktext", columns.Select(c => c.Name).ToArray()),
                ("range", new[] { -0.5, columns.Length - 0.5 }), ("showgrid", false))
            .Legend().Chart();
    }

    /// <summary>Every test image before and after: its score over its opinion score.</summary>
    public static GenericChart BeforeAfter(IReadOnlyList<RoundResult> rounds)
    {
        var evaluated = Evaluated(rounds);
        if (evaluated.Length == 0) return NotEvaluated();
        var expected = evaluated.All(r => r.Evaluation!.Expected is not null);
        var (name, score) = expected ? ("expected score", (Func<ImageScores, double?>)(s => s.Expected)) : ("mean score", s => s.Mean);
        double? Srcc(RoundResult r) => (expected ? r.Evaluation!.Expected : r.Evaluation!.MeanOfN)?.Srcc;
        var (start, last) = (evaluated[0], evaluated[^1]);
        var figure = new Figure(
            $"{char.ToUpperInvariant(name[0])}{name[1..]} against opinion score: SRCC {Text(Srcc(start))} at the start, {Text(Srcc(last))} after {ScoringWay.Version(last.Round)}",
            "opinion score (MOS)", $"{name} (1 to 5)");
        foreach (var (result, color, symbol) in new[] { (start, Okabe.Orange, "circle-open"), (last, Okabe.Blue, "circle") }.DistinctBy(x => x.Item1.Round))
        {
            var scores = result.Evaluation!.Scores;
            figure.Add(
                "scatter", ("mode", "markers"), ("name", ScoringWay.Version(result.Round)), ("x", scores.Select(s => s.Image.Mos).ToArray()),
                ("y", scores.Select(score).ToArray()), ("opacity", 0.6), ("marker", Figure.Of(("size", 6), ("color", color), ("symbol", symbol))));
        }

        return figure.Legend().Chart();
    }

    /// <summary>How sure a sampled score is: the entropy of its distribution, and the spread of samples.</summary>
    public static GenericChart Spread(IReadOnlyList<RoundResult> rounds)
    {
        var evaluated = Evaluated(rounds);
        if (evaluated.Length == 0) return NotEvaluated();
        string[] versions = [.. evaluated.Select(r => ScoringWay.Version(r.Round))];
        double?[] entropies = [.. evaluated.Select(r => r.Evaluation!.Entropy)];
        double[] spreads = [.. evaluated.Select(r => r.Evaluation!.Spread)];
        var figure = new Figure(
                Invariant($"Samples of one image spread over {spreads[0]:F2} points at the start, {spreads[^1]:F2} after {versions[^1]}"), "", "spread, score points")
            .Add("bar", ("name", "spread, points (left)"), ("x", versions), ("y", spreads), ("offsetgroup", "spread"), ("marker", Figure.Of(("color", Okabe.Blue))));
        if (entropies.All(e => e is not null))
        {
            figure.Add("bar", ("name", "entropy, nats (right)"), ("x", versions), ("y", entropies), ("offsetgroup", "entropy"), ("yaxis", "y2"), ("marker", Figure.Of(("color", Okabe.Orange))))
                .Layout("yaxis2", Figure.Of(("title", Figure.Of(("text", "entropy, nats"))), ("overlaying", "y"), ("side", "right"), ("rangemode", "tozero"), ("showgrid", false), ("automargin", true)));
        }

        return figure.Set("yaxis", ("rangemode", "tozero")).Layout("barmode", "group").Layout("bargap", 0.45).Legend().Chart();
    }

    private static RoundResult[] Evaluated(IReadOnlyList<RoundResult> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        return [.. rounds.Where(r => r.Evaluation is not null)];
    }

    /// <summary>A run without opinion scores is no fault: its notebook goes on and says so.</summary>
    private static GenericChart NotEvaluated() =>
        new Figure("No opinion scores, so nothing is evaluated: set labels or testLabels", "", "")
            .Set("xaxis", ("visible", false)).Set("yaxis", ("visible", false)).Chart();

    private static string SrccTitle(RoundResult[] rounds)
    {
        var changes = ScoringWay.All
            .Select(way => (way.Name, Before: way.Correlation(rounds[0].Evaluation!)?.Srcc, After: way.Correlation(rounds[^1].Evaluation!)?.Srcc))
            .Where(c => c is { Before: not null, After: not null })
            .Where(c => c.Name is "one sample" or "expected score")
            .Select(c => $"{c.Name} {Text(c.Before)} to {Text(c.After)}").ToArray();
        return changes.Length == 0
            ? "No rank correlation is defined: the scores do not vary"
            : $"SRCC from the start to {ScoringWay.Version(rounds[^1].Round)}: {string.Join(", ", changes)}";
    }

    private static string Text(double? value) => value is { } v ? Invariant($"{v:F2}") : "undefined";
}
