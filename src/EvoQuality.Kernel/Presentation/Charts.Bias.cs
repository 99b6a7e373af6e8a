using EvoQuality.Voting;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>Whether the place of an image decides, instead of the image.</content>
public static partial class Charts
{
    /// <summary>
    /// One point per pair: its first image's share of the votes when it is shown first, and when it is shown second. On the diagonal the
    /// place does not matter; below it, the first place helps. Its numbers: <see cref="Tables.PositionBias"/>.
    /// </summary>
    public static GenericChart PositionBias(IReadOnlyList<PairVotes> votes)
    {
        var pairs = Tables.InBothOrders(votes).ToArray();
        static bool Flips((PairVotes Votes, double First, double Second) p) => (p.First - 0.5) * (p.Second - 0.5) < 0;
        var (steady, flipped) = (pairs.Where(p => !Flips(p)).ToArray(), pairs.Where(Flips).ToArray());
        var figure = new Figure(BiasTitle(pairs, VoteHealth.FlipRate(votes)), "votes for an image when shown first", "votes when shown second")
            .Add("scatter", ("mode", "lines"), ("name", "place does not matter"), ("x", new[] { 0, 1 }), ("y", new[] { 0, 1 }), ("line", Figure.Of(("color", Okabe.Grey), ("width", 1), ("dash", "dot"))));
        foreach (var (points, name, color) in new[] { (steady, "same winner in both orders", Okabe.Blue), (flipped, "winner changes with the order", Okabe.Vermillion) })
        {
            figure.Add(
                "scatter", ("mode", "markers"), ("name", name), ("x", points.Select(p => p.First).ToArray()), ("y", points.Select(p => p.Second).ToArray()),
                ("opacity", 0.6), ("marker", Figure.Of(("size", 7), ("color", color))));
        }

        return figure
            .Set("xaxis", ("range", new[] { -0.03, 1.03 }), ("tickformat", ".0%")).Set("yaxis", ("range", new[] { -0.03, 1.03 }), ("tickformat", ".0%"))
            .Legend().Chart();
    }

    private static string BiasTitle((PairVotes Votes, double First, double Second)[] pairs, double? flips)
    {
        if (pairs.Length == 0) return "No pair has votes in both orders";
        var gain = 100 * pairs.Average(p => p.First - p.Second);
        var place = Invariant($"Shown first instead of second, an image gets {Math.Abs(gain):F1} {(gain < 0 ? "fewer" : "more")} of 100 votes");
        return flips is { } share ? Invariant($"{place}; the order changes {share:P0} of the winners") : place;
    }
}
