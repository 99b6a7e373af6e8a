using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Presentation;
using EvoQuality.Statistics;
using Plotly.NET;

namespace EvoQuality.Kernel.Tests;

/// <summary>The split of a version's gain from its scores, and how it is shown.</summary>
public class SharperOrWiserTests
{
    private static readonly SeedTree Root = new(5);
    private static readonly IqaImage[] Images = [.. Enumerable.Range(0, 5).Select(i => new IqaImage($"i{i}", () => new RgbImage(8, 6), 1 + i))];
    private static readonly IReadOnlyList<ImageScores> Start = Scores(s => [s, s], 2, 1, 4, 3, 5), Later = Scores(s => [s, s], 1, 2, 4, 3, 5);

    [Fact]
    public void The_parts_are_those_of_the_scores()
    {
        var split = SharperOrWiser.Of("round 1", Start, Later, 50, Root)!;
        Assert.Equal(("round 1", 5), (split.Version, split.Images));
        Assert.Equal((0.8, 0.9), (Math.Round(split.Srcc.Before, 12), Math.Round(split.Srcc.After, 12))); // 1 - 6 * 4 / 120, 1 - 6 * 2 / 120
        Assert.Equal((0.1, 0.0, 0.0), (Math.Round(split.Srcc.Wiser.Value, 12), split.Srcc.Sharper.Value, split.Srcc.Calibrated.Value));
        Assert.Equal(Agreement.Plcc, split.Plcc.Measure);
    }

    [Fact]
    public void An_answer_that_did_not_parse_is_another_of_the_images_own_and_an_image_without_any_is_left_out()
    {
        ImageScores[] gap = [.. Later];
        gap[1] = gap[1] with { Samples = [null, 2] };
        Assert.Equal(SharperOrWiser.Of("round 1", Start, Later, 50, Root), SharperOrWiser.Of("round 1", Start, gap, 50, Root));
        gap[1] = gap[1] with { Samples = [null, null], Expected = null };
        Assert.Equal(4, SharperOrWiser.Of("round 1", Start, gap, 50, Root)!.Images);
    }

    [Fact]
    public void Without_an_expected_score_the_mean_of_the_samples_ranks()
    {
        IReadOnlyList<ImageScores> Hidden(IReadOnlyList<ImageScores> scores) => [.. scores.Select(s => s with { Expected = null })];
        Assert.Equal(SharperOrWiser.Of("round 1", Start, Later, 50, Root), SharperOrWiser.Of("round 1", Hidden(Start), Hidden(Later), 50, Root));
    }

    [Fact]
    public void Constant_scores_have_no_split_and_other_images_are_refused()
    {
        Assert.Null(SharperOrWiser.Of("flat", Start, Scores(_ => [3, 3], 3, 3, 3, 3, 3), 20, Root));
        Assert.Contains("same order", Assert.Throws<ArgumentException>(() => SharperOrWiser.Of("x", Start, [.. Later.Reverse()], 20, Root)).Message, StringComparison.Ordinal);
        IReadOnlyList<ImageScores> unlabelled = [.. Start.Select(s => s with { Image = new IqaImage(s.Image.Id, s.Image.Load) })];
        Assert.Contains("i0 has none", Assert.Throws<ArgumentException>(() => SharperOrWiser.Of("x", unlabelled, Later, 20, Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_split_round_by_round_and_control_by_control()
    {
        RoundResult Round(int round, IReadOnlyList<ImageScores> scores) => new(round, [], ExampleRun.Offline, EvaluationReport.From(scores, [], Images, Root));
        RoundResult[] rounds = [Round(0, Start), Round(1, Start), Round(2, Later)];
        var controls = new Dictionary<ControlKind, EvaluationReport> { [ControlKind.ShuffledLabels] = Round(0, Later).Evaluation! };
        var splits = VersionSplits.Of(rounds, controls, Root, 20);
        Assert.Equal(["round 1", "round 2", "shuffled labels"], splits.Select(s => s.Version));
        Assert.Equal([0, 0.1, 0.1], splits.Select(s => Math.Round(s.Srcc.Wiser.Value, 12)));
        Assert.Empty(VersionSplits.Of(ExampleRun.Unlabelled, new Dictionary<ControlKind, EvaluationReport>(), Root));

        var summary = RunSummary.Of(rounds, controls, Root);
        Assert.Equal(["round_1", "round_2", "shuffled_labels"], summary.SharperOrWiser.Keys);
        Assert.Equal(VersionSplits.Of(rounds, controls, Root)[1].Srcc.Wiser.Interval, new Interval(summary.SharperOrWiser["round_2"].Srcc.Wiser.Low, summary.SharperOrWiser["round_2"].Srcc.Wiser.High));
    }

    [Fact]
    public void The_chart_sets_the_three_parts_side_by_side_with_intervals_and_the_table_has_their_numbers()
    {
        SplitPart Part(double value) => new(value, new Interval(value - 0.05, value + 0.04));
        GainSplit Gain(Agreement measure, double wiser) => new(measure, 0.3, 0.4 + wiser, Part(wiser + 0.1), Part(0.12), Part(-0.02), Part(wiser), Part(wiser + 0.01));
        SharperOrWiser[] splits =
        [
            new("round 2", 100, Gain(Agreement.Srcc, 0.2), Gain(Agreement.Plcc, 0.01)),
            new("shuffled labels", 100, Gain(Agreement.Srcc, -0.3), Gain(Agreement.Plcc, 0)),
        ];
        var json = GenericChart.toFigureJson(Charts.SharperOrWiser(splits));
        var figure = System.Text.Json.Nodes.JsonNode.Parse(json)!;
        Assert.Equal("One sample of round 2 gains +0.30 in SRCC: wiser +0.20, sharper +0.12, calibrated -0.02", figure["layout"]!["title"]!["text"]!.ToString().Replace("<br>", " ", StringComparison.Ordinal));
        Assert.Equal(["sharper", "calibrated", "wiser", "expected score"], figure["data"]!.AsArray().Select(t => t!["name"]!.ToString()));
        Assert.Equal([0.2, -0.3], figure["data"]![2]!["y"]!.AsArray().Select(v => (double)v!));
        Assert.All(figure["data"]!.AsArray(), t => Assert.Equal([0.04, 0.04], t!["error_y"]!["array"]!.AsArray().Select(v => Math.Round((double)v!, 10))));
        Assert.Equal(["round 2<br>+0.30", "shuffled<br>-0.20"], figure["layout"]!["xaxis"]!["ticktext"]!.AsArray().Select(t => t!.ToString()));
        Assert.DoesNotContain("http", json, StringComparison.OrdinalIgnoreCase);

        var table = Tables.SharperOrWiser(splits);
        Assert.Equal(["wiser", "sharper, not wiser", "less wise", "sharper, not wiser"], table["says"].Cast<string>());
        Assert.Equal([0.2, 0.01, -0.3, 0], table["wiser"].Cast<double?>());
        Assert.Throws<ArgumentException>(() => Charts.SharperOrWiser([]));
    }

    private static IReadOnlyList<ImageScores> Scores(Func<double, IReadOnlyList<double?>> samples, params double[] expected) =>
        [.. Images.Zip(expected, (image, e) => new ImageScores(image, samples(e), e, e, 1))];
}
