using EvoQuality.Evaluation;
using EvoQuality.Presentation;
using EvoQuality.Statistics;

namespace EvoQuality.Kernel.Tests;

public class BenchmarkReportTests
{
    private static readonly string[] Sets = [.. PublishedNumbers.Sets.Select(s => s.Set)];
    private static readonly int[] Counts = [.. PublishedNumbers.Sets.Select(s => s.Images)];

    /// <summary>Half of the last digit that the paper prints.</summary>
    private const double Rounding = 0.0005;

    [Theory]
    [InlineData("Qwen2.5-VL-7B", 0.615)]
    [InlineData("EvoQuality round 1", 0.751)]
    [InlineData("EvoQuality round 2", 0.770)]
    public void Published_averages_of_PLCC_follow_from_the_sets(string model, double average)
    {
        Assert.Equal(average, SetAverage.Weighted(Row(model, n => n.Plcc), Counts)!.Value, Rounding);
        Assert.Equal(average, PublishedNumbers.Find("2", model, "WAVG")!.Plcc);
    }

    [Fact]
    public void The_average_of_SRCC_follows_in_round_2_and_is_blank_where_cells_are()
    {
        Assert.Equal(0.726, SetAverage.Weighted(Row("EvoQuality round 2", n => n.Srcc), Counts)!.Value, Rounding);
        Assert.Null(SetAverage.Weighted(Row("EvoQuality round 1", n => n.Srcc), Counts));
        Assert.Null(SetAverage.Weighted(Row("Qwen2.5-VL-7B", n => n.Srcc), Counts));
    }

    [Fact]
    public void The_average_over_the_seven_unseen_sets_follows_too() =>
        Assert.Equal(0.762, SetAverage.Weighted(Row("EvoQuality round 2", n => n.Plcc)[1..], Counts[1..])!.Value, Rounding);

    [Fact]
    public void The_headline_gains_are_weighted_means_of_relative_gains()
    {
        var (first, second) = (BenchmarkReport.Gain("EvoQuality round 1"), BenchmarkReport.Gain("EvoQuality round 2"));
        Assert.Equal(0.274, first.WeightedMeanOfGains!.Value, Rounding);
        Assert.Equal(0.318, second.WeightedMeanOfGains!.Value, Rounding);
        Assert.Equal(0.252, second.GainOfWeightedMeans!.Value, 2 * Rounding); // of averages that are rounded themselves
        Assert.Equal(0.269, second.PlainMeanOfGains!.Value, Rounding);
    }

    [Theory]
    [InlineData("EvoQuality round 1", 10.4, 5.7, 9.5, 18.0, 25.8, 38.1, 64.2, 15.3)]
    [InlineData("EvoQuality round 2", 9.7, 5.9, 8.5, 18.0, 28.9, 46.2, 77.4, 20.6)]
    public void Every_gain_of_Table_2_follows_from_its_cells(string round, params double[] percent)
    {
        var table = new BenchmarkReport([]).Table2();
        var row = table.Rows.Single(r => r[0].Text == $"PLCC gain, round {round[^1]}");
        Assert.Equal(percent.Select(p => $"+{p:0.0} %"), row.Skip(1).Take(8).Select(c => c.Text));
        Assert.Equal(round[^1] == '1' ? "+27.4 %" : "+31.8 %", row[9].Text);
    }

    [Fact]
    public void Either_count_of_LIVEW_gives_the_published_numbers()
    {
        int[] counts = [.. PublishedNumbers.Sets.Select(s => s.Set == "LIVEW" ? 1162 : s.Images)];
        Assert.Equal(0.770, SetAverage.Weighted(Row("EvoQuality round 2", n => n.Plcc), counts)!.Value, Rounding);
        Assert.Equal(0.615, SetAverage.Weighted(Row("Qwen2.5-VL-7B", n => n.Plcc), counts)!.Value, Rounding);
    }

    [Fact]
    public void Blanks_stay_blank_and_every_number_has_a_source()
    {
        var row = new BenchmarkReport([]).Table2().Rows[0];
        Assert.Equal(["Qwen2.5-VL-7B", "0.761 / –", "0.853 / –", "0.766 / 0.681"], row.Take(4).Select(c => c.Text));
        Assert.Equal("0.615 / 0.570", row[9].Text);
        Assert.All(PublishedNumbers.All, n => Assert.NotEmpty(n.Source));
        Assert.All(PublishedNumbers.All, n => Assert.True(n is { Plcc: null or (> 0 and < 1), Srcc: null or (> 0 and < 1) }));
        Assert.Equal(15, PublishedNumbers.Models("context").Count);
    }

    [Fact]
    public void Measured_rows_stand_last_with_averages_only_where_no_set_is_missing()
    {
        var report = new BenchmarkReport(
        [
            .. Sets.Select((set, i) => new MeasuredNumber("before", set, Counts[i], 0.5, 0.4)),
            .. Sets.Select((set, i) => new MeasuredNumber("after", set, Counts[i], 0.6, set == "PIPAL" ? null : 0.5)),
            new("pocket", "BIQ2021", 800, 0.195, 0.197),
        ]);
        var table = report.Table2();
        Assert.Equal("BIQ2021", table.Columns[^1]);
        Assert.All(table.Rows, r => Assert.Equal(table.Columns.Count, r.Count));
        Assert.Equal(["0.500 / 0.400", "–", "0.600 / –", "– / –"], [table.Rows[^3][9].Text, table.Rows[^3][^1].Text[..1], table.Rows[^2][9].Text, table.Rows[^1][9].Text]);
        Assert.Equal("0.195 / 0.197", table.Rows[^1][^1].Text);
        Assert.Equal(["+20.0 %", "+20.0 %", "+20.0 %"], report.Gains().Rows.Single(r => r[0].Text == "after over before").Skip(1).Select(c => c.Text));
        Assert.Equal("0.600 / –", report.Table5().Rows.Single(r => r[0].Text == "after")[1].Text);
    }

    [Fact]
    public void Tables_3_and_5_and_Figure_3_hold_what_is_readable()
    {
        var report = new BenchmarkReport([new("scenes", "scenes", 400, 0.6, 0.5, Votes: 1), new("scenes", "scenes", 400, 0.7, 0.6, Votes: 4)]);
        Assert.Equal("0.762 / –", report.Table3().Rows[0][^1].Text);
        Assert.Equal("0.868 / 0.847", report.Table3().Rows.Single(r => r[0].Text == "DeQA-Score")[8].Text);
        Assert.Equal(["0.751 / –", "0.770 / –", "0.738 / –", "0.736 / –"], report.Table5().Rows.Select(r => r[1].Text));
        Assert.Equal(
            [("1", "– / –", "0.600 / 0.500"), ("4", "– / –", "0.700 / 0.600"), ("8", "– / –", "– / –"), ("32", "– / –", "– / –")],
            report.Figure3().Rows.Select(r => (r[0].Text, r[1].Text, r[2].Text)));
    }

    [Fact]
    public void A_table_prints_as_Markdown_LaTeX_CSV_and_DataFrame()
    {
        var table = new ReportTable("T & U", "50 % of_it", ["model", "a|b"], [[ReportCell.Words("=x, \"y\""), ReportCell.Pair(0.5, null)], [ReportCell.Words("b"), ReportCell.Percent(0.318)]]);
        Assert.Equal("**T & U**\n\n| model | a\\|b |\n| :--- | ---: |\n| =x, \"y\" | 0.500 / – |\n| b | +31.8 % |\n\n50 % of_it\n", table.ToMarkdown());
        Assert.Equal("model,a|b\n\"'=x, \"\"y\"\"\",0.500 / –\nb,+31.8 %\n", table.ToCsv());
        Assert.Equal(
            "\\begin{table}\n\\caption{T \\& U. 50 \\% of\\_it}\n\\begin{tabular}{lr}\n\\toprule\nmodel & a|b \\\\\n\\midrule\n=x, \"y\" & 0.500 / -- \\\\\nb & +31.8 \\% \\\\\n\\bottomrule\n\\end{tabular}\n\\end{table}\n",
            table.ToLatex());
        var frame = Tables.Report(table);
        Assert.Equal(("+31.8 %", 2L), ((string)frame["a|b"][1], frame.Rows.Count));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("a=1", "a=1")]
    public void Words_that_look_like_formulas_are_made_harmless_in_every_CSV(string text, string cell)
    {
        Assert.Equal(cell, Foundations.CsvText.Cell(text));
        Assert.Equal($"m\n{cell}\n", new ReportTable("t", "", ["m"], [[ReportCell.Words(text)]]).ToCsv());
    }

    [Fact]
    public void Negative_numbers_stay_numbers() => Assert.Equal("-0.5,,3,x\n", Foundations.CsvText.Row([-0.5, null, 3, "x"]));

    private static double?[] Row(string model, Func<PublishedNumber, double?> value) => [.. Sets.Select(set => value(PublishedNumbers.Find("2", model, set)!))];
}
