using EvoQuality.Imaging;
using EvoQuality.Presentation;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public class FormattersTests
{
    public FormattersTests() => Formatters.Register();

    [Fact]
    public void A_table_shows_types_missing_values_and_how_many_rows_are_left_out()
    {
        var frame = new DataFrame(
            new StringDataFrameColumn("name", Enumerable.Range(0, 23).Select(i => $"<{i}>")),
            new DoubleDataFrameColumn("srcc", Enumerable.Range(0, 23).Select(i => i == 1 ? null : (double?)(i / 10.0))));
        var html = frame.ToDisplayString("text/html");
        Assert.Contains("srcc<br><small style=\"font-weight:400\">number</small>", html, StringComparison.Ordinal);
        Assert.Contains("<td>&lt;1&gt;</td><td style=\"text-align:right\">–</td>", html, StringComparison.Ordinal);
        Assert.Contains("1.900", html, StringComparison.Ordinal);
        Assert.DoesNotContain("&lt;20&gt;", html, StringComparison.Ordinal);
        Assert.Contains("3 more", html, StringComparison.Ordinal);
        Assert.StartsWith("name   srcc\n<0>   0.000\n<1>       –\n", frame.ToDisplayString("text/plain"), StringComparison.Ordinal);
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
        Assert.Equal("Float32 (2, 2), 1 to 4, mean 2.5", values.ToDisplayString("text/plain"));
    }

    [Fact]
    public void Grids_carry_their_pictures_and_name_the_winner()
    {
        var images = new ImageGrid(ExampleRun.Pool.Images).ToDisplayString("text/html");
        Assert.Equal(4, images.Split("data:image/jpeg;base64,").Length - 1);
        Assert.Contains("p2, MOS 3.00", images, StringComparison.Ordinal);

        var pairs = new PairGrid(ExampleRun.Votes, ExampleRun.Pool.Images);
        Assert.Equal(2, pairs.ToHtml().Split("#0072B2").Length - 1); // a frame for each winner: a tie and an unvoted pair have none
        Assert.Equal("p3 32 : 0 p0, left is better\np1 4 : 28 p2, right is better\np0 16 : 16 p1, a tie\np2 0 : 0 p3, no vote", pairs.ToString());
        Assert.DoesNotContain("http", images + pairs.ToHtml(), StringComparison.Ordinal);
    }
}
