using EvoQuality.Datasets;
using EvoQuality.Statistics;
using EvoQuality.Voting;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <summary>
/// Charts of results, one method each. Titles say what the data show; every number is in a table of <see cref="Tables"/>.
/// 640 x 360 pixels, no network.
/// </summary>
public static partial class Charts
{
    /// <summary>The best and the worst images of the consensus ranking by their mean preference.</summary>
    /// <param name="preferences">Pseudo-preferences of the pool.</param>
    /// <param name="pool">The pool; its opinion scores, if any, enter the title alone.</param>
    /// <param name="show">Images shown from either end.</param>
    public static GenericChart ConsensusRanking(PreferenceSet preferences, ImageSet pool, int show = 6)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfLessThan(show, 1);
        var ranking = Voting.ConsensusRanking.Of(preferences);
        var ends = ranking.Count <= 2 * show ? ranking : [.. ranking.Take(show), .. ranking.TakeLast(show)];
        var half = ends.Count / 2;
        double[] values = [.. ends.Select(s => s.MeanPreference)];
        return new Figure(RankingTitle(ranking, pool), "mean preference over an image's pairs (share of pairs won, ties half)", "")
            .Add(
                "bar", ("orientation", "h"), ("x", values), ("y", Names(ends, pool)),
                ("text", ends.Select(s => Invariant($"{s.Wins} : {s.Losses}")).ToArray()), ("textposition", "outside"), ("cliponaxis", false),
                ("marker", Figure.Of(("color", ends.Select((_, i) => i < half ? Okabe.Blue : Okabe.Orange).ToArray()))))
            .Set("xaxis", ("range", new[] { 0, 1.08 }))
            .Set("yaxis", ("type", "category"), ("autorange", "reversed"), ("ticks", ""))
            .Layout("bargap", 0.25)
            .Chart();
    }

    /// <summary>Share of votes for the row's image over the column's, best image first.</summary>
    /// <param name="votes">Votes on pairs of a few images; a pair that was not asked stays empty.</param>
    /// <param name="images">What the pairs index.</param>
    public static GenericChart PreferenceMatrix(IReadOnlyList<PairVotes> votes, IReadOnlyList<IqaImage> images)
    {
        ArgumentNullException.ThrowIfNull(votes);
        ArgumentNullException.ThrowIfNull(images);
        var tallies = votes.SelectMany(v => new[] { (v.Pair, v.Tally), (Pair: new ImagePair(v.Pair.Second, v.Pair.First), Tally: v.Tally.Swap()) })
            .ToDictionary(p => p.Pair, p => p.Tally);
        double? Share(int row, int column) => tallies.TryGetValue(new ImagePair(row, column), out var tally) ? tally.FirstFraction : null;
        int[] all = [.. votes.SelectMany(v => new[] { v.Pair.First, v.Pair.Second }).Distinct()];
        int[] order = [.. all.OrderByDescending(i => all.Average(j => Share(i, j)) ?? 0).ThenBy(i => i)];
        string[] names = [.. order.Select(i => images[i].Id)];
        var shares = order.Select(row => order.Select(column => Share(row, column)).ToArray()).ToArray();
        return new Figure(MatrixTitle(order, Share), "compared with", "image")
            .Add(
                "heatmap", ("z", shares), ("x", names), ("y", names), ("zmin", 0), ("zmax", 1), ("xgap", 1), ("ygap", 1),
                ("text", shares.Select(r => r.Select(s => s is { } v ? Invariant($"{100 * v:F0}") : "").ToArray()).ToArray()), ("texttemplate", "%{text}"),
                ("colorscale", new object[] { new object[] { 0, Okabe.Orange }, new object[] { 0.5, "#f5f5f5" }, new object[] { 1, Okabe.Blue } }),
                ("colorbar", Figure.Of(("title", Figure.Of(("text", "share of<br>votes"))), ("thickness", 12), ("tickformat", ".0%"))))
            .Set("yaxis", ("type", "category"), ("autorange", "reversed"), ("showgrid", false))
            .Set("xaxis", ("type", "category"), ("showgrid", false), ("tickangle", -30))
            .Chart();
    }

    /// <summary>How the pairs' votes divide: from all for one image to all for the other. Its numbers: <see cref="Tables.VoteDistribution"/>.</summary>
    public static GenericChart VoteDistribution(IReadOnlyList<PairVotes> votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        var counts = Tables.ShareCounts(votes);
        var report = VoteReport.Of(votes);
        var clear = counts.Sum() == 0 ? 0 : (counts[0] + counts[^1]) / (double)counts.Sum();
        return new Figure(
                Invariant($"{clear:P0} of the pairs are all but unanimous; {report.FirstShownShare:P1} of the votes go to the image shown first"),
                "share of a pair's votes for its first image", "pairs")
            .Add(
                "bar", ("x", counts.Select((_, i) => (i + 0.5) / counts.Length).ToArray()), ("y", counts), ("width", 1.0 / counts.Length),
                ("marker", Figure.Of(("color", Okabe.Blue), ("line", Figure.Of(("color", "#ffffff"), ("width", 1))))))
            .Set("xaxis", ("range", new[] { 0.0, 1 }), ("tickformat", ".0%"), ("dtick", 0.1))
            .Set("yaxis", ("rangemode", "tozero"))
            .Chart();
    }

    private static string RankingTitle(IReadOnlyList<ImageStanding> ranking, ImageSet pool)
    {
        double?[] mos = [.. ranking.Select(s => pool.Images[s.Image].Mos)];
        double[] known = [.. mos.OfType<double>()];
        if (known.Length == ranking.Count && Correlation.Spearman([.. ranking.Select(s => s.MeanPreference)], known) is { } srcc)
            return Invariant($"The votes' ranking of {ranking.Count} images agrees with their opinion scores at SRCC {srcc:F2}");
        var fifth = Math.Max(1, ranking.Count / 5);
        return Invariant($"The best fifth of {ranking.Count} images wins {ranking.Take(fifth).Average(s => s.MeanPreference):P0} of its pairs, the worst fifth {ranking.TakeLast(fifth).Average(s => s.MeanPreference):P0}");
    }

    /// <summary>Names, long ones cut in the middle; not where two would become the same and fall into one bar.</summary>
    private static string[] Names(IEnumerable<ImageStanding> standings, ImageSet pool)
    {
        const int Longest = 28;
        string[] names = [.. standings.Select(s => pool.Images[s.Image].Id)];
        string[] cut = [.. names.Select(n => n.Length > Longest ? $"{n[..12]}…{n[^14..]}" : n)];
        return cut.Distinct().Count() == cut.Length ? cut : names;
    }

    private static string MatrixTitle(int[] images, Func<int, int, double?> share)
    {
        var (triples, cycles) = (0, 0);
        for (var i = 0; i < images.Length; i++)
            for (var j = i + 1; j < images.Length; j++)
                for (var k = j + 1; k < images.Length; k++)
                {
                    if (share(images[i], images[j]) is not { } a || share(images[j], images[k]) is not { } b || share(images[k], images[i]) is not { } c) continue;
                    triples++;
                    if ((a > 0.5 && b > 0.5 && c > 0.5) || (a < 0.5 && b < 0.5 && c < 0.5)) cycles++;
                }

        return triples == 0
            ? $"Votes among {images.Length} images, in percent for the row's image"
            : cycles == 0
                ? $"The votes on {images.Length} images make one order: no circle among {triples} triples"
                : $"The votes on {images.Length} images make {(cycles == 1 ? "one circle" : $"{cycles} circles")} among {triples} triples";
    }
}
