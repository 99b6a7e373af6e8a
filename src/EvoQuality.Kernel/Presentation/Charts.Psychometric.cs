using EvoQuality.Evaluation;
using EvoQuality.Imaging.Distortions.Graded;
using EvoQuality.Statistics;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>What a policy sees, distortion by distortion: small multiples, one panel per type.</content>
public static partial class Charts
{
    private const int PanelsAcross = 5;
    private const int PanelHeight = 118;

    /// <summary>Share of votes for the pristine picture against the level, one panel per distortion, 95 % intervals over pictures.</summary>
    /// <param name="versions">Policies or rounds by name, in order; at most four.</param>
    public static GenericChart PsychometricPreference(params IReadOnlyList<(string Name, PsychometricCurves Curves)> versions)
    {
        ArgumentNullException.ThrowIfNull(versions);
        var last = versions[^1].Curves;
        var heavy = last.Points.Where(p => p.Level == last.Points.Max(q => q.Level)).ToArray();
        var seen = heavy.Count(p => p.PreferredInterval is { Low: > 0.5 });
        var blind = heavy.Where(p => p.Preferred is not null).MinBy(p => p.Preferred);
        return Panels(
            Invariant($"At level {heavy[0].Level} the pristine picture is clearly preferred for {seen} of {heavy.Length} types; least for {blind?.Distortion.Name} ({blind?.Preferred:P0})"),
            "share of votes for the pristine picture", versions, p => (p.Preferred, p.PreferredInterval), _ => (0.5, null), [0, 1.02], 0.5);
    }

    /// <summary>Score against the level (0 is pristine), one panel per distortion, 95 % intervals over pictures.</summary>
    /// <param name="versions">Policies or rounds by name, in order; at most four.</param>
    public static GenericChart PsychometricScore(params IReadOnlyList<(string Name, PsychometricCurves Curves)> versions)
    {
        ArgumentNullException.ThrowIfNull(versions);
        var last = versions[^1].Curves;
        var falls = last.Points.GroupBy(p => p.Distortion.Name)
            .Select(g => (Name: g.Key, Fall: last.PristineScore - g.MaxBy(p => p.Level)!.Score)).OrderByDescending(f => f.Fall).ToArray();
        return Panels(
            Invariant($"From the pristine {last.PristineScore:F2} the score falls most for {falls[0].Name} (by {falls[0].Fall:F2}), least for {falls[^1].Name} (by {falls[^1].Fall:F2})"),
            "mean score", versions, p => (p.Score, p.ScoreInterval), c => (c.PristineScore, c.PristineScoreInterval), null, null);
    }

    private static GenericChart Panels(
        string title, string quantity, IReadOnlyList<(string Name, PsychometricCurves Curves)> versions,
        Func<PsychometricPoint, (double? Value, Interval? Interval)> point, Func<PsychometricCurves, (double? Value, Interval? Interval)> pristine,
        double[]? range, double? line)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(versions.Count, Okabe.Series.Length);
        GradedDistortion[] types = [.. versions.SelectMany(v => v.Curves.Points).Select(p => p.Distortion).Distinct()];
        var rows = (types.Length + PanelsAcross - 1) / PanelsAcross;
        range ??= Range(versions.SelectMany(v => v.Curves.Points.Select(point).Append(pristine(v.Curves))));
        var figure = new Figure(title, "", "");
        var captions = new List<object>();
        var lines = new List<object>();
        foreach (var (i, type) in types.Index())
        {
            var (column, row) = (i % PanelsAcross, i / PanelsAcross);
            var suffix = i == 0 ? "" : $"{i + 1}";
            double[] across = [column / (double)PanelsAcross, (column + 0.86) / PanelsAcross];
            double[] up = [1 - ((row + 0.78) / rows), 1 - (row / (double)rows)];
            var bottom = row == rows - 1 || i + PanelsAcross >= types.Length;
            Axis($"xaxis{suffix}", ("domain", across), ("anchor", $"y{suffix}"), ("range", new[] { -0.4, 5.4 }), ("dtick", 1), ("showticklabels", bottom));
            Axis($"yaxis{suffix}", ("domain", up), ("anchor", $"x{suffix}"), ("range", range), ("nticks", 3), ("showticklabels", column == 0));
            captions.Add(Figure.Of(
                ("text", type.Name), ("x", across[0]), ("y", up[1]), ("xref", "paper"), ("yref", "paper"), ("xanchor", "left"), ("yanchor", "bottom"),
                ("showarrow", false), ("font", Figure.Of(("size", 9)))));
            if (line is { } height)
                lines.Add(Figure.Of(("type", "line"), ("xref", $"x{suffix}"), ("yref", $"y{suffix}"), ("x0", -0.4), ("x1", 5.4), ("y0", height), ("y1", height), ("line", Figure.Of(("color", "#b8bdc6"), ("width", 1), ("dash", "dot")))));
            foreach (var (v, (name, curves)) in versions.Index())
            {
                var points = curves.Points.Where(p => p.Distortion.Name == type.Name).Select(p => (p.Level, At: point(p))).Prepend((Level: 0, At: pristine(curves))).ToArray();
                figure.Add(
                    "scatter", ("mode", "lines+markers"), ("name", name), ("showlegend", i == 0 && versions.Count > 1), ("legendgroup", name),
                    ("xaxis", $"x{suffix}"), ("yaxis", $"y{suffix}"), ("x", points.Select(p => p.Level).ToArray()), ("y", points.Select(p => Short(p.At.Value)).ToArray()),
                    ("line", Figure.Of(("color", Okabe.Series[v]), ("width", 1.5))), ("marker", Figure.Of(("size", 4), ("color", Okabe.Series[v]))),
                    ("error_y", Figure.Of(
                        ("type", "data"), ("symmetric", false), ("thickness", 1), ("width", 2), ("color", Okabe.Series[v]),
                        ("array", points.Select(p => Short(p.At.Interval?.High - p.At.Value) ?? 0).ToArray()),
                        ("arrayminus", points.Select(p => Short(p.At.Value - p.At.Interval?.Low) ?? 0).ToArray()))));
            }
        }

        captions.Add(Figure.Of(
            ("text", $"{quantity} against level (0: pristine), {versions[0].Curves.Images} pictures"), ("x", 0), ("y", 0), ("xref", "paper"), ("yref", "paper"), ("xanchor", "left"), ("yanchor", "top"),
            ("yshift", -22), ("showarrow", false), ("font", Figure.Of(("size", 11)))));
        figure.Layout("annotations", captions).Layout("shapes", lines).Layout("height", (rows * PanelHeight) + 110).Set("margin", ("b", 50));
        return (versions.Count > 1 ? figure.Legend() : figure).Chart();

        void Axis(string name, params (string Name, object? Value)[] properties)
        {
            var full = Figure.Of([
                .. properties, ("zeroline", false), ("gridcolor", "#e6e8ec"), ("linecolor", "#b8bdc6"), ("showline", true), ("tickfont", Figure.Of(("size", 9)))]);
            figure.Layout(name, full);
        }
    }

    /// <summary>Three decimals: more cannot be seen, and 35 panels of them would be most of a page.</summary>
    private static double? Short(double? value) => value is { } v ? Math.Round(v, 3) : null;

    private static double[] Range(IEnumerable<(double? Value, Interval? Interval)> points)
    {
        double[] ends = [.. points.SelectMany(p => new[] { p.Interval?.Low ?? p.Value, p.Interval?.High ?? p.Value }).OfType<double>()];
        return ends.Length == 0 ? [1, 5] : [ends.Min() - 0.1, ends.Max() + 0.1];
    }
}
