using EvoQuality.Evaluation;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>A measure against one setting, all else equal.</content>
public static partial class Charts
{
    private const double ManyTimes = 8;

    /// <summary>
    /// The measure against the setting with intervals, one curve per series. Settings above 0 that span a factor of 8 or more
    /// (votes per pair, images) lie on a scale of doublings. Its data: <see cref="Tables.Ablation"/>.
    /// </summary>
    /// <param name="points">In any order; at most four series.</param>
    /// <param name="setting">Name and unit of the setting, such as "votes per pair, K".</param>
    /// <param name="measure">Name and unit of the measure, such as "SRCC".</param>
    /// <exception cref="ArgumentException">There is no point, or there are more than four series.</exception>
    public static GenericChart Ablation(IReadOnlyList<AblationPoint> points, string setting, string measure)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count == 0) throw new ArgumentException("An ablation needs one point or more, but has none.", nameof(points));
        var series = points.GroupBy(p => p.Series).Select(g => g.OrderBy(p => p.Setting).ToArray()).ToArray();
        if (series.Length > Okabe.Series.Length)
            throw new ArgumentException($"A chart shows at most {Okabe.Series.Length} series, but there are {series.Length}: {string.Join(", ", series.Select(s => s[0].Series))}.", nameof(points));
        double[] settings = [.. points.Select(p => p.Setting).Distinct().Order()];
        var doublings = settings[0] > 0 && settings[^1] >= ManyTimes * settings[0];
        double Place(double value) => doublings ? Math.Log2(value) : value;
        var reach = Math.Max(1, Place(settings[^1]) - Place(settings[0]));
        var figure = new Figure(AblationTitle(series, setting, measure), setting, $"{measure}{(points.Any(p => p.Interval is not null) ? ", 95 % interval" : "")}");
        foreach (var (i, curve) in series.Index())
        {
            var shift = 0.008 * reach * (i - ((series.Length - 1) / 2.0)); // intervals of two series must not hide each other
            figure.Add(
                "scatter", ("mode", "lines+markers"), ("name", curve[0].Series), ("x", curve.Select(p => Place(p.Setting) + shift).ToArray()),
                ("y", curve.Select(p => p.Value).ToArray()), ("line", Figure.Of(("color", Okabe.Series[i]), ("width", 2))),
                ("marker", Figure.Of(("size", 8), ("color", Okabe.Series[i]))), ("error_y", ErrorBars(curve.Select(p => (p.Value, p.Interval)), Okabe.Series[i])));
        }

        figure.Set(
            "xaxis", ("tickvals", settings.Select(Place).ToArray()), ("ticktext", settings.Select(s => Invariant($"{s:G6}")).ToArray()),
            ("range", new[] { Place(settings[0]) - (0.05 * reach), Place(settings[^1]) + (0.05 * reach) }));
        return (series.Length > 1 ? figure.Legend() : figure).Chart();
    }

    private static string AblationTitle(AblationPoint[][] series, string setting, string measure)
    {
        var name = setting.Split(',')[0];
        var ends = series.Select(s => s.Where(p => p.Value is not null).ToArray()).Where(s => s.Length > 0)
            .Select(s => (s[0].Series, First: s[0], Last: s[^1])).ToArray();
        if (ends.Length == 0) return $"{measure} is undefined at every number of {name}";
        var changes = ends.Select(e => Invariant($"{(series.Length > 1 ? $"{e.Series} " : "")}{e.First.Value:F3} to {e.Last.Value:F3}"));
        return Invariant($"{measure} from {ends.Min(e => e.First.Setting):G6} to {ends.Max(e => e.Last.Setting):G6} {name}: {string.Join(", ", changes)}");
    }
}
