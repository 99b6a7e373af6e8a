using EvoQuality.Evaluation;
using EvoQuality.Statistics;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>Why one sampled score became better.</content>
public static partial class Charts
{
    private static readonly (string Name, Func<GainSplit, SplitPart> Of, string Color)[] SplitParts =
    [
        ("sharper", s => s.Sharper, Okabe.Orange),
        ("calibrated", s => s.Calibrated, Okabe.Green),
        ("wiser", s => s.Wiser, Okabe.Blue),
    ];

    /// <summary>
    /// The gain of one sample over the start, per version a bar for each part with its 95 % interval; beside them the gain of the
    /// expected score, which sharpness cannot move. Its numbers: <see cref="Tables.SharperOrWiser"/>.
    /// </summary>
    /// <param name="splits">Rounds and controls, in order.</param>
    /// <param name="measure">SRCC or PLCC.</param>
    /// <exception cref="ArgumentException">There is nothing to show.</exception>
    public static GenericChart SharperOrWiser(IReadOnlyList<SharperOrWiser> splits, Agreement measure = Agreement.Srcc)
    {
        ArgumentNullException.ThrowIfNull(splits);
        if (splits.Count == 0) throw new ArgumentException("Expected one version or more beside the start, found none.", nameof(splits));
        GainSplit[] gains = [.. splits.Select(s => measure == Agreement.Plcc ? s.Plcc : s.Srcc)];
        var told = splits.Index().LastOrDefault(s => s.Item.Version.StartsWith("round", StringComparison.Ordinal)).Index;
        var figure = new Figure(SplitTitle(splits[told].Version, gains[told]), "", $"gain in {Tables.Name(measure)} over the start, 95 % interval");
        const double Width = 0.2;
        foreach (var (i, (name, part, color)) in SplitParts.Index())
        {
            figure.Add(
                "bar", ("name", name), ("x", gains.Select((_, c) => Math.Round(c + ((i - 1.5) * Width), 2)).ToArray()), ("y", gains.Select(g => part(g).Value).ToArray()),
                ("width", gains.Select(_ => Width).ToArray()), ("marker", Figure.Of(("color", color))),
                ("error_y", ErrorBars(gains.Select(g => ((double?)part(g).Value, (Interval?)part(g).Interval)), "#2b2f36")));
        }

        figure.Add(
            "scatter", ("mode", "markers"), ("name", "expected score"), ("x", gains.Select((_, c) => Math.Round(c + (1.5 * Width), 2)).ToArray()),
            ("y", gains.Select(g => g.Expected.Value).ToArray()), ("marker", Figure.Of(("size", 9), ("symbol", "diamond"), ("color", Okabe.Purple))),
            ("error_y", ErrorBars(gains.Select(g => ((double?)g.Expected.Value, (Interval?)g.Expected.Interval)), Okabe.Purple)));
        return figure
            .Set("xaxis", ("tickvals", Enumerable.Range(0, gains.Length).ToArray()), ("range", new[] { -0.5, gains.Length - 0.5 }), ("showgrid", false),
                ("ticktext", splits.Select((s, c) => $"{s.Version.Replace(" labels", "", StringComparison.Ordinal).Replace(" start", "", StringComparison.Ordinal)}<br>{SignedTwo(gains[c].Total.Value)}").ToArray()))
            .Set("yaxis", ("zeroline", true), ("zerolinecolor", "#2b2f36"))
            .Layout("barmode", "overlay").Legend().Chart();
    }

    private static string SplitTitle(string version, GainSplit gain) =>
        $"One sample of {version} gains {SignedTwo(gain.Total.Value)} in {Tables.Name(gain.Measure)}: wiser {SignedTwo(gain.Wiser.Value)}, sharper {SignedTwo(gain.Sharper.Value)}, calibrated {SignedTwo(gain.Calibrated.Value)}";

    private static string SignedTwo(double value) => Invariant($"{Math.Round(value, 2) + 0.0:+0.00;-0.00;0.00}");
}
