using EvoQuality.Evaluation;
using EvoQuality.Statistics;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>One measure of several versions on several labelled sets.</content>
public static partial class Charts
{
    /// <summary>The measure per set and version with 95 % intervals. Its data: <see cref="Tables.Benchmarks"/>.</summary>
    /// <param name="cells">Versions and sets in the order to show; at most four versions.</param>
    /// <param name="measure">Which measure is shown; cells of others are left out.</param>
    /// <exception cref="ArgumentException">No cell has the measure, or there are more than four versions.</exception>
    public static GenericChart Benchmarks(IReadOnlyList<MeasuredAgreement> cells, Agreement measure)
    {
        ArgumentNullException.ThrowIfNull(cells);
        MeasuredAgreement[] shown = [.. cells.Where(c => c.Estimate.Measure == measure)];
        if (shown.Length == 0) throw new ArgumentException($"No cell holds {Tables.Name(measure)}.", nameof(cells));
        string[] sets = [.. shown.Select(c => c.Set).Distinct()], versions = [.. shown.Select(c => c.Version).Distinct()];
        if (versions.Length > Okabe.Series.Length)
            throw new ArgumentException($"A chart shows at most {Okabe.Series.Length} versions, but there are {versions.Length}: {string.Join(", ", versions)}.", nameof(cells));
        var figure = new Figure(BenchmarkTitle(shown, sets, versions), "", $"{Tables.Name(measure)}, 95 % interval");
        foreach (var (i, version) in versions.Index())
        {
            MeasuredAgreement?[] row = [.. sets.Select(s => shown.FirstOrDefault(c => c.Set == s && c.Version == version))];
            var shift = 0.12 * (i - ((versions.Length - 1) / 2.0));
            figure.Add(
                "scatter", ("mode", "markers"), ("name", version), ("x", sets.Select((_, s) => s + shift).ToArray()),
                ("y", row.Select(c => c?.Estimate.Value).ToArray()), ("marker", Figure.Of(("size", 9), ("color", Okabe.Series[i]))),
                ("error_y", ErrorBars(row.Select(c => (c?.Estimate.Value, c?.Estimate.Interval)), Okabe.Series[i])));
        }

        return figure
            .Set("xaxis", ("tickvals", Enumerable.Range(0, sets.Length).ToArray()), ("range", new[] { -0.5, sets.Length - 0.5 }), ("showgrid", false),
                ("ticktext", sets.Select(s => $"{s} ({shown.First(c => c.Set == s).Images})").ToArray()))
            .Legend().Chart();
    }

    /// <summary>Bars from a value to the ends of its interval; none where there is no interval.</summary>
    private static Dictionary<string, object?> ErrorBars(IEnumerable<(double? Value, Interval? Interval)> points, string color)
    {
        var all = points.ToArray();
        return Figure.Of(
            ("type", "data"), ("symmetric", false), ("thickness", 1.2), ("width", 3), ("color", color),
            ("array", all.Select(p => p.Interval?.High - p.Value).ToArray()), ("arrayminus", all.Select(p => p.Value - p.Interval?.Low).ToArray()));
    }

    private static string BenchmarkTitle(MeasuredAgreement[] cells, string[] sets, string[] versions)
    {
        var name = Tables.Name(cells[0].Estimate.Measure);
        double? At(string set, string version) => cells.FirstOrDefault(c => c.Set == set && c.Version == version)?.Estimate.Value;
        if (versions.Length == 1)
            return $"{name} of the {versions[0]}: {string.Join(", ", sets.Take(3).Select(s => $"{s} {ThreeDigits(At(s, versions[0]))}"))}";
        var compared = sets.Where(s => At(s, versions[0]) is not null && At(s, versions[^1]) is not null).ToArray();
        var higher = compared.Count(s => At(s, versions[^1]) > At(s, versions[0]));
        return compared.Length == 1
            ? $"{name} on {compared[0]} goes from {ThreeDigits(At(compared[0], versions[0]))} ({versions[0]}) to {ThreeDigits(At(compared[0], versions[^1]))} ({versions[^1]})"
            : Invariant($"{name} of {versions[^1]} is above that of {versions[0]} on {higher} of {compared.Length} sets");
    }
}
