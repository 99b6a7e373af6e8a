using EvoQuality.Voting;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>How many votes a preference needs.</content>
public static partial class Charts
{
    /// <summary>
    /// Agreement of the majority against K, with 95 % intervals over pairs where the curve was measured; a dotted line where it is exact.
    /// Its numbers: <see cref="Tables.VotingBudget"/>.
    /// </summary>
    /// <param name="curves">Curves by name, over the same values of K; at most four.</param>
    public static GenericChart VotingBudget(params IReadOnlyList<(string Name, IReadOnlyList<VotingPoint> Points)> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        ArgumentOutOfRangeException.ThrowIfLessThan(curves.Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(curves.Count, Okabe.Series.Length);
        var (name, points) = curves[0];
        var figure = new Figure(
            Invariant($"{char.ToUpperInvariant(name[0])}{name[1..]}: {points[0].Agreement:P1} agreement at K = {points[0].K}, {points[^1].Agreement:P1} at K = {points[^1].K}"),
            "votes per pair, K", "agreement, ties half");
        foreach (var (i, curve) in curves.Index())
        {
            var exact = curve.Points.All(p => p.Interval is null);
            figure.Add(
                "scatter", ("mode", exact ? "lines" : "lines+markers"), ("name", curve.Name), ("x", curve.Points.Select(p => Invariant($"{p.K}")).ToArray()),
                ("y", curve.Points.Select(p => p.Agreement).ToArray()),
                ("line", exact ? Figure.Of(("color", Okabe.Series[i]), ("width", 2), ("dash", "dot")) : Figure.Of(("color", Okabe.Series[i]), ("width", 2))),
                ("marker", Figure.Of(("size", 7), ("color", Okabe.Series[i]))),
                ("error_y", exact ? null : Figure.Of(
                    ("type", "data"), ("symmetric", false), ("thickness", 1), ("width", 3), ("color", Okabe.Series[i]),
                    ("array", curve.Points.Select(p => p.Interval?.High - p.Agreement ?? 0).ToArray()),
                    ("arrayminus", curve.Points.Select(p => p.Agreement - p.Interval?.Low ?? 0).ToArray()))));
        }

        return figure.Set("xaxis", ("type", "category")).Set("yaxis", ("tickformat", ".0%")).Legend().Chart();
    }
}
