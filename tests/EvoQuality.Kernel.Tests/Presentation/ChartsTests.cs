using System.Text.Json.Nodes;
using EvoQuality.Presentation;
using Plotly.NET;

namespace EvoQuality.Kernel.Tests;

public class ChartsTests
{
    public static TheoryData<string> Names => [.. All.Keys];

    private static readonly Dictionary<string, GenericChart> All = new()
    {
        ["ranking"] = Charts.ConsensusRanking(ExampleRun.Offline.Preferences, ExampleRun.Pool),
        ["matrix"] = Charts.PreferenceMatrix(ExampleRun.Votes, ExampleRun.Pool.Images),
        ["distribution"] = Charts.VoteDistribution(ExampleRun.Votes),
        ["reward"] = Charts.Reward(ExampleRun.Rounds),
        ["kl"] = Charts.Kl(ExampleRun.Rounds),
        ["srcc"] = Charts.Srcc(ExampleRun.Rounds, ExampleRun.Controls),
        ["before and after"] = Charts.BeforeAfter(ExampleRun.Rounds),
        ["spread"] = Charts.Spread(ExampleRun.Rounds),
        ["not evaluated"] = Charts.Srcc(ExampleRun.Unlabelled),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_chart_has_the_common_size_at_most_four_series_and_no_network_reference(string name)
    {
        var json = GenericChart.toFigureJson(All[name]);
        var figure = JsonNode.Parse(json)!;
        Assert.Equal((640, 360), ((int)figure["layout"]!["width"]!, (int)figure["layout"]!["height"]!));
        Assert.InRange(figure["data"]!.AsArray().Count, 0, 4);
        Assert.NotEmpty(Title(figure));
        Assert.DoesNotContain("http", json, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", json, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ranking_shows_mean_preferences_and_its_agreement_with_opinion_scores()
    {
        var figure = Figure("ranking");
        Assert.Equal(["p2", "p3", "p0", "p1"], Texts(figure["data"]![0]!["y"]!));
        Assert.Equal([1, 1, 0.25, 0.25], Numbers(figure["data"]![0]!["x"]!));
        Assert.Equal("The votes' ranking of 4 images agrees with their opinion scores at SRCC 0.89", Title(figure));
    }

    [Fact]
    public void The_matrix_holds_the_share_of_votes_of_row_over_column()
    {
        var trace = Figure("matrix")["data"]![0]!;
        var names = Texts(trace["x"]!);
        double? Share(string row, string column) => Numbers(trace["z"]![names.IndexOf(row)]!)[names.IndexOf(column)];
        Assert.Equal(1, Share("p3", "p0"));
        Assert.Equal(0, Share("p0", "p3"));
        Assert.Equal(0.125, Share("p1", "p2"));
        Assert.Null(Share("p2", "p3")); // no answer was a vote
        Assert.Null(Share("p1", "p1"));
    }

    [Fact]
    public void The_distribution_counts_every_voted_pair_once_and_tells_the_position_bias()
    {
        var figure = Figure("distribution");
        Assert.Equal([0, 1, 0, 0, 0, 1, 0, 0, 0, 1], Numbers(figure["data"]![0]!["y"]!));
        Assert.Contains("62.5 % of the votes go to the image shown first", Title(figure), StringComparison.Ordinal); // 60 of 96
    }

    [Fact]
    public void The_reward_curve_runs_through_all_rounds()
    {
        var figure = Figure("reward");
        Assert.Equal([0.5, 0.6, 0.7, 0.8], Numbers(figure["data"]![0]!["y"]!));
        Assert.Equal([1, 2, 3, 4], Numbers(figure["data"]![0]!["x"]!));
        Assert.Equal(2.5, (double)Assert.Single(figure["layout"]!["shapes"]!.AsArray())!["x0"]!);
        Assert.Equal("Reward goes from 0.500 to 0.800 in 4 steps", Title(figure));
    }

    [Fact]
    public void Smoothing_keeps_a_straight_line_and_its_ends()
    {
        double[] line = [1, 2, 3, 4, 5];
        Assert.Equal(line, Charts.Smoothed(line));
        Assert.Equal([0, 1, 0], Charts.Smoothed([0, 3, 0]));
    }

    [Fact]
    public void Srcc_has_intervals_and_leaves_controls_unconnected()
    {
        var figure = Figure("srcc");
        var traces = figure["data"]!.AsArray();
        Assert.Equal(3, traces.Count); // greedy is undefined throughout
        Assert.Equal([0.2, 0.3, 0.35, null, 0.21, null, 0.18], Numbers(traces[0]!["y"]!).Select(Rounded));
        Assert.Equal([0.04, 0.04, 0.04, null, 0.04, null, 0.04], Numbers(traces[0]!["error_y"]!["array"]!).Select(Rounded));
        Assert.Equal("SRCC from the start to round 2: one sample 0.20 to 0.35, expected score 0.32 to 0.47", Title(figure));
    }

    [Fact]
    public void Before_and_after_show_the_expected_score_over_the_opinion_score()
    {
        var figure = Figure("before and after");
        Assert.Equal([1, 2, 3, 4], Numbers(figure["data"]![0]!["x"]!));
        Assert.Equal([0.8, 1.3, 1.8, 2.3], Numbers(figure["data"]![0]!["y"]!).Select(Rounded));
        Assert.Equal([0.95, 1.45, 1.95, 2.45], Numbers(figure["data"]![1]!["y"]!).Select(Rounded));
    }

    [Fact]
    public void Spread_and_entropy_have_an_axis_each()
    {
        var figure = Figure("spread");
        Assert.Equal([1, 0.8, 0.6], Numbers(figure["data"]![0]!["y"]!));
        Assert.Equal([2, 1.6, 1.2], Numbers(figure["data"]![1]!["y"]!));
        Assert.Equal("y2", figure["data"]![1]!["yaxis"]!.ToString());
    }

    [Fact]
    public void Without_opinion_scores_a_chart_says_so() =>
        Assert.Contains("nothing is evaluated", Title(Figure("not evaluated")), StringComparison.Ordinal);

    private static JsonNode Figure(string name) => JsonNode.Parse(GenericChart.toFigureJson(All[name]))!;

    private static string Title(JsonNode figure) => figure["layout"]!["title"]!["text"]!.ToString().Replace("<br>", " ", StringComparison.Ordinal);

    private static List<string> Texts(JsonNode array) => [.. array.AsArray().Select(v => v!.ToString())];

    private static double?[] Numbers(JsonNode array) => [.. array.AsArray().Select(v => (double?)v)];

    private static double? Rounded(double? value) => value is { } v ? Math.Round(v, 10) : null;
}
