using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging.Distortions.Graded;
using EvoQuality.Presentation;
using Microsoft.Data.Analysis;

namespace EvoQuality.Kernel.Tests;

public class PsychometricCurvesTests
{
    private static readonly ImageSet Pristine = PristineImages.Create("pristine", 6, 32, 32, new SeedTree(1));

    /// <summary>Half a point per level, and blind to zoom blur.</summary>
    private static readonly ScriptedPolicy Observer = new(
        image => image.Id.Contains("~blur-zoom", StringComparison.Ordinal) || !image.Id.Contains('~') ? 4.2 : 4.2 - ((image.Id[^1] - '0') * 0.5), noise: 0.5);

    private static readonly PsychometricOptions Options = new()
    {
        Distortions = [GradedCatalog.ByName("blur-zoom"), GradedCatalog.ByName("oversharpen")],
        Levels = [1, 3, 5],
        Votes = new() { K = 200 },
    };

    [Fact]
    public void A_scripted_observer_s_curves_are_what_its_script_says()
    {
        var curves = PsychometricCurves.Measure(Observer, Pristine.Images, Options, new SeedTree(2));
        Assert.Equal(6, curves.Images);
        Assert.Equal(4.2, curves.PristineScore!.Value, 0.02);
        Assert.Equal(["blur-zoom 1", "blur-zoom 3", "blur-zoom 5", "oversharpen 1", "oversharpen 3", "oversharpen 5"], curves.Points.Select(p => $"{p.Distortion} {p.Level}"));
        Assert.All(curves.Points.Take(3), p => Assert.InRange(p.Preferred!.Value, 0.44, 0.56));
        Assert.All(curves.Points.Take(3), p => Assert.Equal(4.2, p.Score!.Value, 0.02));
        foreach (var point in curves.Points.Skip(3))
        {
            var expected = EvoQuality.Statistics.Normal.Cdf(0.5 * point.Level / (0.5 * Math.Sqrt(2)));
            Assert.Equal(expected, point.Preferred!.Value, 0.05); // 1,200 votes: 3.5 deviations of a fair coin
            Assert.Equal(4.2 - (0.5 * point.Level), point.Score!.Value, 0.02);
            Assert.True(point.PreferredInterval!.Value.Contains(point.Preferred.Value));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_curves() => Assert.Equal(
        PsychometricCurves.Measure(Observer, Pristine.Images, Options, new SeedTree(2)).Points,
        PsychometricCurves.Measure(Observer, Pristine.Images, Options, new SeedTree(2)).Points);

    [Fact]
    public void The_table_holds_every_point_and_the_chart_a_panel_per_type_and_a_line_per_version()
    {
        var curves = PsychometricCurves.Measure(Observer, Pristine.Images, Options, new SeedTree(2));
        DataFrame table = Tables.Psychometric(curves);
        Assert.Equal(6, table.Rows.Count);
        Assert.Equal(curves.Points[5].Preferred, (double?)table["pristine preferred"][5]);
        var json = Plotly.NET.GenericChart.toFigureJson(Charts.PsychometricPreference(("start", curves), ("round 1", curves)));
        Assert.Contains("clearly preferred for 1 of 2 types", json);
        Assert.Contains("least for blur-zoom", json);
        Assert.Contains("\"xaxis2\"", json);
        Assert.DoesNotContain("\"xaxis3\"", json);
        Assert.Contains("round 1", json);
        Assert.Contains("the score falls most for oversharpen", Plotly.NET.GenericChart.toFigureJson(Charts.PsychometricScore(("start", curves))));
    }

    [Fact]
    public void A_round_that_sees_one_damage_less_changes_that_type_alone()
    {
        // Half a point per level at every type but zoom blur; afterwards half of that at oversharpening.
        var blunter = new ScriptedPolicy(
            image => image.Id.Contains("~oversharpen", StringComparison.Ordinal) ? 4.2 - (0.25 * (image.Id[^1] - '0')) : 4.2, noise: 0.5);
        var before = PsychometricCurves.Measure(Observer, Pristine.Images, Options, new SeedTree(2));
        var after = PsychometricCurves.Measure(blunter, Pristine.Images, Options, new SeedTree(2));
        var changes = PsychometricChange.Between(before, after, 500, new SeedTree(3));
        Assert.Equal(["blur-zoom", "oversharpen"], changes.Select(c => c.Distortion.Name));
        Assert.Equal(0, changes[0].Preferred!.Value, 1e-12); // the same draws met the same pictures
        Assert.Equal(0, changes[0].Fall!.Value, 0.02);
        Assert.Equal(-0.25 * (1 + 3 + 5) / 3, changes[1].Fall!.Value, 0.02);
        var expected = new[] { 1, 3, 5 }.Average(l => EvoQuality.Statistics.Normal.Cdf(0.25 * l / (0.5 * Math.Sqrt(2))) - EvoQuality.Statistics.Normal.Cdf(0.5 * l / (0.5 * Math.Sqrt(2))));
        Assert.Equal(expected, changes[1].Preferred!.Value, 0.03);
        Assert.True(changes[1].FallInterval!.Value.High < -0.7);
        Assert.True(changes[1].PreferredInterval!.Value.High < 0);
        Assert.Contains("clearly more often for 0 of 2 types\nand less often for 1", PsychometricPage.Finding(changes), StringComparison.Ordinal);
        Assert.Equal(changes, PsychometricChange.Between(before, after, 500, new SeedTree(3)));
    }

    [Fact]
    public void Versions_at_other_points_are_not_compared()
    {
        var before = PsychometricCurves.Measure(Observer, Pristine.Images, Options, new SeedTree(2));
        var after = PsychometricCurves.Measure(Observer, Pristine.Images, Options with { Levels = [1, 3] }, new SeedTree(2));
        var error = Assert.Throws<ArgumentException>(() => PsychometricChange.Between(before, after, 10, new SeedTree(1)));
        Assert.Contains("found 6 points on 6 pictures and 4 on 6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_shows_each_step_and_the_whole_and_the_last_three_rounds()
    {
        var curves = PsychometricCurves.Measure(Observer, Pristine.Images, Options, new SeedTree(2));
        (string, PsychometricCurves)[] versions = [.. new[] { "start", "round 1", "round 2", "round 3", "round 4" }.Select(n => (n, curves))];
        object[] parts = [.. PsychometricPage.Of("Title", "generated", versions, Options, new SeedTree(1))];
        string[] headings = [.. parts.OfType<string>().Select(p => p.Split('\n')[0])];
        Assert.Equal(
            ["# Title", "## What damage costs", "## From start to round 4", "## From start to round 1", "## From round 1 to round 2", "## From round 2 to round 3", "## From round 3 to round 4"],
            headings);
        Assert.Contains("the last 3 of 4 rounds", (string)parts[0], StringComparison.Ordinal);
        var chart = Plotly.NET.GenericChart.toFigureJson((Plotly.NET.GenericChart)parts[1]);
        Assert.Contains("round 4", chart);
        Assert.DoesNotContain("round 1", chart);
        Assert.Equal(5 * 6, Tables.Psychometric(versions).Rows.Count);
        Assert.Contains(@"(my\_\<set\>)", (string)PsychometricPage.Of("Title", "my_<set>", versions, Options, new SeedTree(1)).First(), StringComparison.Ordinal);
        Assert.Contains(PsychometricPage.Of("Title", "generated", [("start", curves)], Options, new SeedTree(1)), p => p is string text && text.Contains("Nothing to compare", StringComparison.Ordinal));
    }

    [Fact]
    public void The_full_reference_table_has_a_row_per_type_and_falls()
    {
        var scenes = PristineImages.Create("pristine", 1, 176, 176, new SeedTree(1)).Images;
        DataFrame table = Tables.FullReference(scenes, new SeedTree(1), [GradedCatalog.ByName("blur-lens"), GradedCatalog.ByName("pixelate")]);
        Assert.Equal(2, table.Rows.Count);
        Assert.True((double)table["PSNR 1, dB"][0] > (double)table["PSNR 5, dB"][0]);
        Assert.True((double)table["MS-SSIM 1"][1] > (double)table["MS-SSIM 5"][1]);
    }

    [Fact]
    public void A_contact_sheet_has_a_row_per_type_and_six_columns()
    {
        var picture = Pristine.Images[0].Load();
        var sheet = new DistortionSheet(picture, new SeedTree(1), 20);
        Assert.Equal(((6 * 22) - 2, (35 * 22) - 2), (sheet.ToImage().Width, sheet.ToImage().Height));
        Assert.Equal(35, sheet.ToHtml().Split("<img ").Length - 1);
        Assert.Contains("quantization-otsu", sheet.ToString());
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => PsychometricCurves.Measure(Observer, Pristine.Images, Options with { Levels = [0], Distortions = [] }, new SeedTree(1)));
        Assert.Contains("Levels is [0]", error.Message);
        Assert.Contains("Distortions is empty", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => PsychometricCurves.Measure(Observer, [Pristine.Images[0]], Options, new SeedTree(1)));
    }
}
