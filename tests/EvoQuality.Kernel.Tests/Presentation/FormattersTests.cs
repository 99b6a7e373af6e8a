using EvoQuality.Evolution;
using EvoQuality.Imaging;
using EvoQuality.Presentation;
using EvoQuality.Voting;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public class FormattersTests
{
    public FormattersTests() => Formatters.Register();

    [Fact]
    public void A_table_shows_types_missing_values_and_its_later_rows_on_closed_pages()
    {
        var frame = new DataFrame(
            new StringDataFrameColumn("name", Enumerable.Range(0, 23).Select(i => $"<{i}>")),
            new DoubleDataFrameColumn("srcc", Enumerable.Range(0, 23).Select(i => i == 1 ? null : (double?)(i / 10.0))));
        var html = frame.ToDisplayString("text/html");
        Assert.Contains("srcc<br><small style=\"font-weight:400\">number</small>", html, StringComparison.Ordinal);
        Assert.Contains("<td>&lt;1&gt;</td><td style=\"text-align:right\">–</td>", html, StringComparison.Ordinal);
        Assert.Contains("1.900", html, StringComparison.Ordinal);
        var page = html.IndexOf("<details><summary>rows 21 to 23 of 23</summary>", StringComparison.Ordinal);
        Assert.InRange(page, html.IndexOf("&lt;19&gt;", StringComparison.Ordinal), html.IndexOf("&lt;20&gt;", StringComparison.Ordinal));
        Assert.EndsWith("\n3 more", frame.ToDisplayString("text/plain"), StringComparison.Ordinal);
        Assert.StartsWith("name   srcc\n<0>   0.000\n<1>       –\n", frame.ToDisplayString("text/plain"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_table_ends_after_ten_pages_and_says_how_much_is_left_out()
    {
        var html = new DataFrame(new Int32DataFrameColumn("n", Enumerable.Range(0, 250))).ToDisplayString("text/html");
        Assert.Equal(9, html.Split("<details>").Length - 1);
        Assert.Contains(">199<", html, StringComparison.Ordinal);
        Assert.DoesNotContain(">200<", html, StringComparison.Ordinal);
        Assert.EndsWith("<small>50 more</small></p>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Votes_say_who_wins_and_a_run_what_it_may_claim()
    {
        Assert.Equal("20 : 12, the first wins", new VoteTally(20, 12, 0).ToDisplayString("text/plain"));
        Assert.Equal("4 : 4, a tie (1 abstention)", new VoteTally(4, 4, 1).ToDisplayString("text/plain"));
        Assert.Equal("0 : 0, no vote (8 abstentions)", new VoteTally(0, 0, 8).ToDisplayString("text/plain"));
        Assert.StartsWith("4 pairs: ", new VoteReport(4, 1, 0.5, 0.25, 0.75).ToDisplayString("text/plain"), StringComparison.Ordinal);
        var gain = new Gain(0.2, 0.1, 0.3);
        var html = Summary.With(("start", new GainSummary(gain, gain, gain, gain))).ToDisplayString("text/html");
        Assert.Contains("better than the start", html, StringComparison.Ordinal);
        Assert.Contains("<table", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_small_numbers_keeps_its_digits()
    {
        var frame = new DataFrame(new DoubleDataFrameColumn("rate", [1.5e-4, 0]));
        Assert.Contains("0.00015", frame.ToDisplayString("text/plain"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_a_png_of_its_pixels()
    {
        var picture = new RgbImage(2, 1, [1, 2, 3, 4, 5, 6]);
        var png = Convert.FromBase64String(picture.ToDisplayString("image/png"));
        Assert.Equal(picture.Pixels, ImageCodec.Decode(png, "shown").Pixels);
    }

    [Fact]
    public void A_tensor_is_one_line()
    {
        using var values = tensor(new float[,] { { 1, 2 }, { 3, 4 } });
        Assert.Equal("Float32 (2, 2) on cpu, 1 to 4, mean 2.5: 1, 2, 3, 4", values.ToDisplayString("text/plain"));
    }

    [Fact]
    public void A_long_tensor_shows_its_first_values_and_one_number_itself()
    {
        using var values = arange(100);
        Assert.Equal("Int64 (100) on cpu, 0 to 99, mean 49.5: 0, 1, 2, 3, 4, 5, …", values.ToDisplayString("text/plain"));
        using var one = tensor(0.25);
        Assert.Equal("Float64 () on cpu: 0.25", one.ToDisplayString("text/plain"));
    }

    [Fact]
    public void Grids_carry_their_pictures_and_name_the_winner()
    {
        var images = new ImageGrid(ExampleRun.Pool.Images).ToDisplayString("text/html");
        Assert.Equal(4, images.Split("data:image/webp;base64,").Length - 1);
        Assert.Contains("p2, MOS 3.00", images, StringComparison.Ordinal);

        var pairs = new PairGrid(ExampleRun.Votes, ExampleRun.Pool.Images);
        Assert.Equal(2, pairs.ToHtml().Split("#0072B2").Length - 1); // a frame for each winner: a tie and an unvoted pair have none
        Assert.Equal("p3 32 : 0 p0, left is better\np1 4 : 28 p2, right is better\np0 16 : 16 p1, a tie\np2 0 : 0 p3, no vote", pairs.ToString());
        Assert.Contains("<img alt=\"p3\"", pairs.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(4, images.Split("<img alt=\"\"").Length - 1); // the caption beside it names it
        Assert.DoesNotContain("http", images + pairs.ToHtml(), StringComparison.Ordinal);
    }
}
