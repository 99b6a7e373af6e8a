using EvoQuality.Rewards;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>What the fidelity reward pays.</content>
public static partial class Charts
{
    private const double Full = 0.99;

    /// <summary>Eq. 3 alone: the reward over win probability and pseudo-preference. Its numbers: <see cref="Tables.FidelitySurface"/>.</summary>
    public static GenericChart FidelitySurface()
    {
        var points = Tables.FidelityPoints();
        return Surface(
            Invariant($"The reward is 1 where the two agree; a coin's answer to a sure vote earns {FidelityReward.Of(1, 0.5):F2}, the contrary {FidelityReward.Of(1, 0):F0}"),
            "win probability p (Eq. 2)", "preference p* (Eq. 1)", points);
    }

    /// <summary>
    /// Eqs. 2 and 3: the reward of a score over its distance from the partner's mean and over the spread of both groups. Its numbers:
    /// <see cref="Tables.RewardSurface"/>.
    /// </summary>
    /// <param name="preference">p*, 0..1.</param>
    public static GenericChart RewardSurface(double preference = 1)
    {
        var points = Tables.RewardPoints(preference);
        double[] spreads = [.. points.Select(p => p.Y).Distinct()];
        double At(double distance, double spread) => points.MinBy(p => Math.Abs(p.X - distance) + Math.Abs(p.Y - spread)).Reward;
        return Surface(
            Invariant($"With p* = {preference:0.##}, half a point below the partner earns {At(-0.5, spreads[0]):F2} at a spread of {spreads[0]:0.##} points, {At(-0.5, spreads[^1]):F2} at {spreads[^1]:0.##}"),
            "score minus the partner's mean, score points", "spread of both, score points", points);
    }

    /// <summary>Reward of every possible score of a group against one partner, for the three votes; the group's scores are marked. Its numbers: <see cref="Tables.RewardByScore"/>.</summary>
    /// <param name="own">The image's scores, q_k.</param>
    /// <param name="partner">Mean and variance of the partner's scores.</param>
    public static GenericChart RewardByScore(GroupScores own, PartnerStatistics partner)
    {
        var curves = Tables.RewardCurves(own, partner);
        var (win, loss) = (curves.Where(c => c.Preference == 1).ToArray(), curves.Where(c => c.Preference == 0).ToArray());
        var won = win.Any(c => c.Reward >= Full) ? Invariant($"a win pays {Full} from {win.First(c => c.Reward >= Full).Score:F1} up") : Invariant($"a win pays at most {win.Max(c => c.Reward):F2}");
        var lost = loss.Any(c => c.Reward >= Full) ? Invariant($"a loss from {loss.Last(c => c.Reward >= Full).Score:F1} down") : Invariant($"a loss at most {loss.Max(c => c.Reward):F2}");
        var tied = Invariant($"a tie most at {curves.Where(c => c.Preference == 0.5).MaxBy(c => c.Reward).Score:F1}");
        var figure = new Figure(Invariant($"Against a partner of mean {partner.Mean:F2}: {won}, {lost}, {tied}"), "score q (1 to 5)", "reward (0 to 1)");
        foreach (var (preference, name, color) in new[] { (1.0, "voted better (p* = 1)", Okabe.Blue), (0.5, "a tie (p* = 0.5)", Okabe.Green), (0.0, "voted worse (p* = 0)", Okabe.Vermillion) })
        {
            var curve = curves.Where(c => c.Preference == preference).ToArray();
            figure.Add("scatter", ("mode", "lines"), ("name", name), ("x", curve.Select(c => c.Score).ToArray()), ("y", curve.Select(c => Math.Round(c.Reward, 4)).ToArray()), ("line", Figure.Of(("color", color), ("width", 2))));
        }

        double[] scores = [.. own.Scores.OfType<double>().Distinct().Order()];
        return figure
            .Add("scatter", ("mode", "markers"), ("name", "the group, voted better"), ("x", scores), ("y", scores.Select(s => Tables.RewardOf(s, own, partner, 1)).ToArray()), ("marker", Figure.Of(("size", 9), ("color", Okabe.Blue))))
            .Set("yaxis", ("rangemode", "tozero")).Legend().Chart();
    }

    private static GenericChart Surface(string title, string x, string y, (double X, double Y, double Reward)[] points)
    {
        double[] columns = [.. points.Select(p => p.X).Distinct()], rows = [.. points.Select(p => p.Y).Distinct()];
        return new Figure(title, x, y)
            .Add(
                "heatmap", ("x", columns), ("y", rows), ("z", points.Chunk(columns.Length).Select(r => r.Select(p => Math.Round(p.Reward, 4)).ToArray()).ToArray()),
                ("zmin", 0), ("zmax", 1), ("colorscale", new object[] { new object[] { 0, Okabe.Orange }, new object[] { 0.5, "#f5f5f5" }, new object[] { 1, Okabe.Blue } }),
                ("colorbar", Figure.Of(("title", Figure.Of(("text", "reward"))), ("thickness", 12))))
            .Set("xaxis", ("showgrid", false)).Set("yaxis", ("showgrid", false))
            .Chart();
    }
}
