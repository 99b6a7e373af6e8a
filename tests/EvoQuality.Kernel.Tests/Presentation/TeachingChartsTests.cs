using System.Text.Json.Nodes;
using EvoQuality.Generation;
using EvoQuality.Presentation;
using EvoQuality.Rewards;
using EvoQuality.Voting;
using Microsoft.Data.Analysis;
using Plotly.NET;

namespace EvoQuality.Kernel.Tests;

/// <summary>Charts of votes, K and the reward, and the tables with their numbers.</summary>
public class TeachingChartsTests
{
    private static readonly GroupScores Own = new([2.6, 3.0, 3.4, 3.0]);
    private static readonly PartnerStatistics Partner = new GroupScores([2.4, 2.8, 2.4, 2.8]).Summary()!.Value;
    private static readonly (string, IReadOnlyList<VotingPoint>) Measured = ("policy", [new(1, 0.6, new(0.5, 0.7), 0), new(32, 0.75, new(0.7, 0.9), 0.125)]);
    private static readonly (string, IReadOnlyList<VotingPoint>) Exact = ("exact", [new(1, 0.6), new(32, 0.8)]);

    public static TheoryData<string> Names => [.. All.Keys];

    private static readonly Dictionary<string, GenericChart> All = new()
    {
        ["bias"] = Charts.PositionBias(ExampleRun.Votes),
        ["budget"] = Charts.VotingBudget(Measured, Exact),
        ["fidelity"] = Charts.FidelitySurface(),
        ["surface"] = Charts.RewardSurface(),
        ["by score"] = Charts.RewardByScore(Own, Partner),
        ["distribution"] = Charts.ScoreDistributions(("good", Sure(350)), ("bad", Sure(104))),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_chart_has_the_common_size_titles_on_both_axes_and_no_network_reference(string name)
    {
        var json = GenericChart.toFigureJson(All[name]);
        var layout = JsonNode.Parse(json)!["layout"]!;
        Assert.Equal((640, 360), ((int)layout["width"]!, (int)layout["height"]!));
        foreach (var axis in new[] { "xaxis", "yaxis" }) Assert.NotEmpty(layout[axis]!["title"]!["text"]!.ToString());
        Assert.InRange(JsonNode.Parse(json)!["data"]!.AsArray().Count, 1, 4);
        Assert.DoesNotContain("http", json, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Bias_puts_a_pair_below_the_diagonal_where_the_first_place_helps_and_sets_flips_apart()
    {
        var figure = Figure("bias");
        var (steady, flipped) = (figure["data"]![1]!, figure["data"]![2]!);
        Assert.Equal([1, 2 / 12.0], Numbers(steady["x"]!)); // the pair without a vote has no place
        Assert.Equal([1, 2 / 20.0], Numbers(steady["y"]!));
        Assert.Equal([10 / 16.0], Numbers(flipped["x"]!));
        Assert.Equal([6 / 16.0], Numbers(flipped["y"]!));
        Assert.Equal("Shown first instead of second, an image gets 10.6 more of 100 votes; the order changes 33 % of the winners", Title(figure)); // (0 + 4/15 * 1/4 + 1/4) / 3
        Assert.Equal("No pair has votes in both orders", Title(JsonNode.Parse(GenericChart.toFigureJson(Charts.PositionBias([])))!));
    }

    [Fact]
    public void Votes_and_bias_have_their_numbers_in_tables()
    {
        var tenths = Tables.VoteDistribution(ExampleRun.Votes);
        Assert.Equal([0, 1, 0, 0, 0, 1, 0, 0, 0, 1], Column(tenths, "pairs").Cast<int>());
        var bias = Tables.PositionBias(ExampleRun.Votes, ExampleRun.Pool.Images);
        Assert.Equal(["p3", "p1", "p0"], Column(bias, "image"));
        Assert.Equal([0, 0.0667, 0.25], Column(bias, "gain of the first place").Select(v => Math.Round((double)v!, 4)));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(32)]
    public void A_pair_seen_from_its_other_image_is_counted_in_the_mirrored_tenth(int k)
    {
        int Tenth(int first) => Array.IndexOf(Tables.ShareCounts([Pair(first, k - first)]), 1);
        for (var first = 0; first <= k; first++)
            if (2 * first != k) Assert.Equal(9 - Tenth(k - first), Tenth(first));
        Assert.Equal(5, Tenth(k / 2));
    }

    [Fact]
    public void Nine_votes_to_one_are_all_but_unanimous_for_either_image()
    {
        JsonNode Chart(params PairVotes[] votes) => JsonNode.Parse(GenericChart.toFigureJson(Charts.VoteDistribution(votes)))!;
        foreach (var (first, second) in new[] { (1, 9), (9, 1), (3, 27), (27, 3) })
            Assert.StartsWith("100 % of the pairs are all but unanimous", Title(Chart(Pair(first, second))), StringComparison.Ordinal);
        Assert.StartsWith("50 % of the pairs are", Title(Chart(Pair(2, 8), Pair(1, 9))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_budget_has_intervals_where_it_was_measured_and_a_dotted_line_where_it_is_exact()
    {
        var figure = Figure("budget");
        Assert.Equal("Policy: 60.0 % agreement at K = 1, 75.0 % at K = 32", Title(figure));
        Assert.Equal([0.1, 0.15], Numbers(figure["data"]![0]!["error_y"]!["array"]!).Select(v => Math.Round(v!.Value, 10)));
        Assert.Equal([0.1, 0.05], Numbers(figure["data"]![0]!["error_y"]!["arrayminus"]!).Select(v => Math.Round(v!.Value, 10)));
        Assert.Equal("dot", figure["data"]![1]!["line"]!["dash"]!.ToString());
        Assert.Null(figure["data"]![1]!["error_y"]);
        var table = Tables.VotingBudget(Measured, Exact);
        Assert.Equal(4, table.Rows.Count);
        Assert.Equal(["policy", 32, 0.75, 0.7, 0.9, 0.125], table.Rows[1]);
        Assert.Equal(["exact", 1, 0.6, null, null, null], table.Rows[2]);
    }

    [Fact]
    public void The_fidelity_surface_is_one_on_its_diagonal_and_zero_in_the_contrary_corners()
    {
        var z = Figure("fidelity")["data"]![0]!["z"]!.AsArray().Select(row => Numbers(row!)).ToArray();
        Assert.Equal(21, z.Length);
        for (var i = 0; i < z.Length; i++) Assert.Equal(1, z[i][i]);
        Assert.Equal([0, 0], [z[0][20], z[20][0]]);
        Assert.Equal(0.7071, z[20][10]); // a coin against a sure vote: sqrt(1/2)
        Assert.Equal(21 * 21, Tables.FidelitySurface().Rows.Count);
    }

    [Fact]
    public void The_reward_surface_is_that_of_a_coin_where_the_scores_are_equal_and_steeper_where_groups_are_narrow()
    {
        var trace = Figure("surface")["data"]![0]!;
        var (x, z) = (Numbers(trace["x"]!), trace["z"]!.AsArray().Select(row => Numbers(row!)).ToArray());
        Assert.All(z, row => Assert.Equal(0.7071, row[Array.IndexOf(x, 0.0)]));
        var above = Array.IndexOf(x, 0.5);
        Assert.Equal(z.Select(row => row[above]).OrderDescending(), z.Select(row => row[above])); // rows go from narrow to wide
        var lost = Tables.RewardSurface(0);
        Assert.Equal(z[4][above], Math.Round((double)lost.Rows.Single(r => (double)r[0] == -0.5 && (double)r[1] == 0.5)[2], 4)); // seen from the other side
    }

    [Fact]
    public void Rewards_by_score_pass_through_the_four_numbers_checked_by_hand()
    {
        var figure = Figure("by score");
        Assert.Equal([2.6, 3.0, 3.4], Numbers(figure["data"]![3]!["x"]!));
        Assert.Equal([0.7071, 0.9172, 0.9886], Numbers(figure["data"]![3]!["y"]!).Select(v => Math.Round(v!.Value, 4)));
        // 0.99 squared is Phi(2.06): 2.6 + 2.06 * 0.4 is 3.42, on the other side 1.78.
        Assert.Equal("Against a partner of mean 2.60: a win pays 0.99 from 3.5 up, a loss from 1.7 down, a tie most at 2.6", Title(figure));
        var wide = JsonNode.Parse(GenericChart.toFigureJson(Charts.RewardByScore(new GroupScores([1, 5]), new PartnerStatistics(3, 9))))!;
        Assert.Contains("a win pays at most 0.8", Title(wide), StringComparison.Ordinal); // 2 / sqrt(8 + 9): Phi(0.485) = 0.686
        var table = Tables.RewardByScore(Own, Partner);
        Assert.Equal(3 * 41, table.Rows.Count);
        Assert.Throws<ArgumentException>(() => Tables.RewardByScore(new GroupScores([3.0]), Partner));
    }

    [Fact]
    public void A_score_distribution_is_summed_over_the_hundredths_of_each_tenth()
    {
        Assert.Equal("Expected score 4.50 for good, 2.04 for bad", Title(Figure("distribution")));
        var table = Tables.ScoreDistributions(("good", Sure(350)), ("bad", Sure(105)));
        Assert.Equal(1.0, Column(table, "good").Cast<double>().Sum());
        Assert.Equal(4.5, (double)table.Rows.Single(r => (double)r[1] == 1)[0]);
        Assert.Equal(2.1, (double)table.Rows.Single(r => (double)r[2] == 1)[0]); // 2.05 goes up
    }

    [Fact]
    public void Weights_of_several_architectures_stand_side_by_side_with_their_sum()
    {
        using var policy = TinyPolicy.Create();
        var table = Tables.Weights(("a", policy.Model.Config), ("b", policy.Model.Config));
        Assert.Equal("all", table.Rows[table.Rows.Count - 1][0]);
        Assert.Equal(policy.Model.parameters().Sum(p => p.numel()).ToString("N0", System.Globalization.CultureInfo.InvariantCulture), table.Rows[table.Rows.Count - 1][2]);
    }

    private static PairVotes Pair(int first, int second) => new(new(0, 1), new string('0', first) + new string('1', second), "");

    /// <summary>All weight on the score 1 + index / 100.</summary>
    private static ScoreDistribution Sure(int index) => new([.. Enumerable.Range(0, ScoreDistribution.Count).Select(i => i == index ? 1.0 : 0)]);

    private static JsonNode Figure(string name) => JsonNode.Parse(GenericChart.toFigureJson(All[name]))!;

    private static string Title(JsonNode figure) => figure["layout"]!["title"]!["text"]!.ToString().Replace("<br>", " ", StringComparison.Ordinal);

    private static double?[] Numbers(JsonNode array) => [.. array.AsArray().Select(v => (double?)v)];

    private static IEnumerable<object?> Column(DataFrame table, string name) => table.Rows.Select(r => r[table.Columns.IndexOf(name)]);
}
