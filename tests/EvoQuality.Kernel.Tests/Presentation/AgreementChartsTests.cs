using System.Text.Json.Nodes;
using EvoQuality.Evaluation;
using EvoQuality.Grpo;
using EvoQuality.Presentation;
using EvoQuality.Statistics;
using Plotly.NET;

namespace EvoQuality.Kernel.Tests;

/// <summary>Charts of fits, benchmarks, ablations and of one GRPO step, and the tables of their data.</summary>
public class AgreementChartsTests
{
    private static readonly FittedScores Fitted = new(
        "expected score", ["a", "b", "c"], [1, 2, 3], [1, 2, 3.5],
        new LogisticFit(LogisticForm.FiveParameters, [0, 1, 2, 1, 0.25], 0, Converged: true)); // the line x + 1/4

    private static readonly MeasuredAgreement[] Cells =
    [
        Cell("start", "KonIQ", 0.5), Cell("round 1", "KonIQ", 0.6), Cell("start", "SPAQ", 0.7), Cell("round 1", "SPAQ", 0.65),
        new("start", "KonIQ", 100, new AgreementEstimate(Agreement.Plcc, 0.9, null, 0)),
    ];

    private static readonly AblationPoint[] Points =
    [
        new("expected score", 32, 0.63, new Interval(0.6, 0.66), 3), new("expected score", 1, 0.43, new Interval(0.4, 0.45), 3),
        new("one sample", 1, 0.35, null), new("one sample", 8, 0.6, new Interval(0.5, 0.7)), new("one sample", 32, null, null),
    ];

    private static readonly CompletionShift[] Shifts = [new(0, "3.2", 1, -3, -2.5), new(1, "2.1", -1, -2, -2.25), new(1, "4", 0, -1, -1)];

    private static readonly Dictionary<string, GenericChart> All = new()
    {
        ["fit"] = Charts.ScoreFit(Fitted),
        ["no fit"] = Charts.ScoreFit(Fitted with { Fit = null }),
        ["benchmarks"] = Charts.Benchmarks(Cells, Agreement.Srcc),
        ["one set"] = Charts.Benchmarks(Cells[..2], Agreement.Srcc),
        ["ablation"] = Charts.Ablation(Points, "votes per pair, K", "SRCC"),
        ["rounds"] = Charts.Ablation([new("a", 0, 0.4, null), new("a", 2, 0.6, null)], "rounds", "SRCC"),
        ["step"] = Charts.Shifts(Shifts),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_chart_has_the_common_size_at_most_four_series_units_and_no_network_reference(string name)
    {
        var json = GenericChart.toFigureJson(All[name]);
        var figure = JsonNode.Parse(json)!;
        Assert.Equal((640, 360), ((int)figure["layout"]!["width"]!, (int)figure["layout"]!["height"]!));
        Assert.InRange(figure["data"]!.AsArray().Count, 1, 4);
        Assert.NotEmpty(figure["layout"]!["yaxis"]!["title"]!["text"]!.ToString());
        Assert.DoesNotContain("http", json, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_shows_every_picture_and_a_curve_over_their_range()
    {
        var figure = Figure("fit");
        Assert.Equal([1, 2, 3], Numbers(figure["data"]![0]!["x"]!));
        Assert.Equal([1, 2, 3.5], Numbers(figure["data"]![0]!["y"]!));
        Assert.Equal((1.0, 1.25), (Numbers(figure["data"]![1]!["x"]!)[0], Numbers(figure["data"]![1]!["y"]!)[0]));
        Assert.Equal((3.0, 3.25), (Numbers(figure["data"]![1]!["x"]!)[^1], Numbers(figure["data"]![1]!["y"]!)[^1]));
        Assert.Equal("PLCC of the expected score is 0.993, 0.993 after the 5-parameter curve (3 images)", Title(figure));
        Assert.Contains("no curve is determined by 3 images", Title(Figure("no fit")), StringComparison.Ordinal);
        Assert.Equal(["b", 2.0, 2.0, 2.25], Row(Tables.Fitted(Fitted), 1));
    }

    [Fact]
    public void A_fit_that_did_not_converge_says_so() =>
        Assert.Contains("the fit did not converge", Title(Parsed(Charts.ScoreFit(Fitted with { Fit = Fitted.Fit! with { Converged = false } }))), StringComparison.Ordinal);

    [Fact]
    public void Benchmarks_stand_side_by_side_with_their_pictures_and_the_title_counts_those_that_rose()
    {
        var figure = Figure("benchmarks");
        Assert.Equal("SRCC of round 1 is above that of start on 1 of 2 sets", Title(figure));
        Assert.Equal(["KonIQ (100)", "SPAQ (100)"], figure["layout"]!["xaxis"]!["ticktext"]!.AsArray().Select(t => t!.ToString()));
        Assert.Equal([0.5, 0.7], Numbers(figure["data"]![0]!["y"]!)); // PLCC is another chart
        Assert.Equal([0.1, 0.1], Numbers(figure["data"]![1]!["error_y"]!["array"]!).Select(v => Math.Round(v!.Value, 10)));
        Assert.Equal("SRCC on KonIQ goes from 0.500 (start) to 0.600 (round 1)", Title(Figure("one set")));
        Assert.Equal(["start", "KonIQ", 100, "SRCC", 0.5, 0.4, 0.6], Row(Tables.Benchmarks(Cells), 0));
    }

    [Fact]
    public void An_ablation_over_many_doublings_lies_on_their_scale_in_the_order_of_the_setting()
    {
        var figure = Figure("ablation");
        Assert.Equal(["1", "8", "32"], figure["layout"]!["xaxis"]!["ticktext"]!.AsArray().Select(t => t!.ToString()));
        Assert.Equal([0, 3, 5], Numbers(figure["layout"]!["xaxis"]!["tickvals"]!));
        Assert.Equal([0.43, 0.63], Numbers(figure["data"]![0]!["y"]!));
        Assert.Equal([0.35, 0.6, null], Numbers(figure["data"]![1]!["y"]!));
        Assert.Equal("SRCC from 1 to 32 votes per pair: expected score 0.430 to 0.630, one sample 0.350 to 0.600", Title(figure));
        Assert.Equal([0, 2], Numbers(Figure("rounds")["layout"]!["xaxis"]!["tickvals"]!));
        Assert.Equal(["expected score", 32.0, 0.63, 0.6, 0.66, 3], Row(Tables.Ablation(Points, "K", "SRCC"), 0));
    }

    [Fact]
    public void A_step_is_told_by_the_means_of_both_signs()
    {
        Assert.Equal("Answers with a positive advantage change by +0.500 nats, those with a negative one by -0.250", Title(Figure("step")));
        Assert.Equal([2, "2.1", -1.0, -2.0, -2.25, -0.25], Row(Tables.Shifts(Shifts), 1));
    }

    [Fact]
    public void More_than_four_series_and_nothing_to_show_are_refused()
    {
        var many = Enumerable.Range(0, 5).Select(i => Cell($"v{i}", "KonIQ", 0.5)).ToArray();
        Assert.Contains("at most 4 versions", Assert.Throws<ArgumentException>(() => Charts.Benchmarks(many, Agreement.Srcc)).Message, StringComparison.Ordinal);
        Assert.Contains("No cell holds KRCC", Assert.Throws<ArgumentException>(() => Charts.Benchmarks(Cells, Agreement.Krcc)).Message, StringComparison.Ordinal);
        var curves = Enumerable.Range(0, 5).Select(i => new AblationPoint($"s{i}", 1, 0.5, null)).ToArray();
        Assert.Contains("at most 4 series", Assert.Throws<ArgumentException>(() => Charts.Ablation(curves, "K", "SRCC")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Charts.Ablation([], "K", "SRCC"));
        Assert.Throws<ArgumentException>(() => Charts.Shifts([]));
    }

    private static MeasuredAgreement Cell(string version, string set, double value) =>
        new(version, set, 100, new AgreementEstimate(Agreement.Srcc, value, new Interval(value - 0.1, value + 0.1), 0));

    private static JsonNode Figure(string name) => Parsed(All[name]);

    private static JsonNode Parsed(GenericChart chart) => JsonNode.Parse(GenericChart.toFigureJson(chart))!;

    private static string Title(JsonNode figure) => figure["layout"]!["title"]!["text"]!.ToString().Replace("<br>", " ", StringComparison.Ordinal);

    private static double?[] Numbers(JsonNode array) => [.. array.AsArray().Select(v => (double?)v)];

    private static object[] Row(Microsoft.Data.Analysis.DataFrame table, int row) =>
        [.. table.Columns.Select(c => c[row] is double d ? Math.Round(d, 10) : c[row])];
}
