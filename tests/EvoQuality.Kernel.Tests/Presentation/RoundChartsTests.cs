using System.Text.Json.Nodes;
using EvoQuality.Planning;
using EvoQuality.Presentation;
using Plotly.NET;

namespace EvoQuality.Kernel.Tests;

public sealed class RoundChartsTests
{
    private static readonly DeviceRates Device = DeviceRates.A100 with { OperationsPerSecond = 1e6, BytesPerSecond = 1e6 };
    private static readonly RoundQuestion Question = new() { Config = TinyPolicy.Config(tied: false), Pairs = 10, Images = 5, VoteTokens = 3, AnswerTokens = 4, EvaluationImages = 6 };
    private static readonly RoundCost Cost = RoundCost.Of(Question, Engine.EvoQuality, Engine.EvoQuality);

    [Fact]
    public void Stages_are_listed_with_their_sum_in_the_units_of_the_columns()
    {
        var table = Tables.RoundStages(Cost, Device);
        Assert.Equal(10, table.Rows.Count);
        Assert.Equal("vision encoding", table["stage"][0]);
        Assert.Equal(Cost[RoundStage.VotePrefill].Work.Positions / 1e6, (double)table["million tokens"][1], 1e-12);
        Assert.Equal(Cost.Work.Operations / 1e15, (double)table["PFLOP"][9], 1e-12);
        Assert.Equal(Cost.DeviceHours(Device), (double)table["GPU hours"][9], 1e-9);
    }

    [Fact]
    public void The_parts_of_a_plan_add_up_to_its_hours()
    {
        var table = Tables.RoundPlans([("ours", Cost)], Device);
        var parts = new[] { "votes, h", "rollouts, h", "training, h", "evaluation, h" }.Sum(c => (double)table[c][0]);
        Assert.Equal(Cost.DeviceHours(Device), parts, 1e-9);
        Assert.Equal((double)table["GPU hours"][0], parts, 1e-9);
        Assert.Equal(Cost.Training.Peak / (double)(1L << 30), (double)table["training, GiB"][0], 1e-12);
    }

    [Fact]
    public void The_title_says_the_hours_of_every_plan_and_the_bars_are_the_tables_numbers()
    {
        var copies = RoundCost.Of(Question, Engine.Transformers, Engine.Trl);
        var figure = JsonNode.Parse(GenericChart.toFigureJson(Charts.RoundHours([("ours", Cost), ("copies", copies)], Device)))!;
        var title = figure["layout"]!["title"]!["text"]!.ToString().Replace("<br>", " ", StringComparison.Ordinal);
        Assert.EndsWith(FormattableString.Invariant($"ours {Cost.DeviceHours(Device):N0}, copies {copies.DeviceHours(Device):N0}"), title, StringComparison.Ordinal);
        Assert.Equal(["votes", "rollouts", "training", "evaluation"], figure["data"]![1]!["x"]!.AsArray().Select(x => x!.ToString()));
        Assert.Equal((double)Tables.RoundPlans([("copies", copies)], Device)["training, h"][0], figure["data"]![1]!["y"]![2]!.GetValue<double>(), 1e-9);
        Assert.Throws<ArgumentException>(() => Charts.RoundHours([], Device));
        Assert.Throws<ArgumentException>(() => Charts.RoundHours([.. Enumerable.Repeat(("x", Cost), 5)], Device));
    }
}
