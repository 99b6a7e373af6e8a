using EvoQuality.Generation;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>The whole distribution of a score.</content>
public static partial class Charts
{
    /// <summary>Probability of each tenth of a score, for a few images. Its numbers: <see cref="Tables.ScoreDistributions"/>.</summary>
    /// <param name="distributions">Distributions by name; at most four, each with some answer that is a score.</param>
    public static GenericChart ScoreDistributions(params IReadOnlyList<(string Name, ScoreDistribution Distribution)> distributions)
    {
        ArgumentNullException.ThrowIfNull(distributions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(distributions.Count, Okabe.Series.Length);
        var figure = new Figure(
            "Expected score " + string.Join(", ", distributions.Select(d => Invariant($"{d.Distribution.Mean:F2} for {d.Name}"))), "score (1 to 5), in tenths", "probability");
        foreach (var (i, (name, distribution)) in distributions.Index())
        {
            var tenths = Tables.Tenths(distribution);
            figure.Add(
                "scatter", ("mode", "lines+markers"), ("name", name), ("x", tenths.Select(t => t.Score).ToArray()), ("y", tenths.Select(t => Math.Round(t.Probability, 5)).ToArray()),
                ("line", Figure.Of(("color", Okabe.Series[i]), ("width", 2))), ("marker", Figure.Of(("size", 4), ("color", Okabe.Series[i]))));
        }

        return figure.Set("yaxis", ("rangemode", "tozero"), ("tickformat", ".0%")).Legend().Chart();
    }
}
