using System.Text.RegularExpressions;
using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Imaging;
using EvoQuality.Presentation;

namespace EvoQuality.Notebooks.Tests;

public partial class PageExportTests
{
    [Fact]
    public void A_page_with_charts_embeds_plotly_once_and_loads_nothing()
    {
        var notebook = Scratch.Notebook(
            Scratch.Text("# Rounds\n\n![far](https://example.org/x.png) and [a link](https://example.org)"), Scratch.Code("1"), Scratch.Code("2"));
        foreach (var cell in notebook.Cells.Where(c => c.IsCode)) cell.SetOutputs([Chart()], 1);
        var page = PageExport.Html(notebook, "x.ipynb");

        Assert.Single(PlotlyHeader().Matches(page));
        var markup = Scripts().Replace(page, "");
        Assert.DoesNotMatch("(?i)<script[^>]+src|<link\\b|src=[\"']?(https?:)?//|@import|url\\(", markup);
        Assert.Contains("default-src 'none'", markup, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(page, "draw\\(\"figure-"));
    }

    [Fact]
    public void A_page_without_charts_has_no_script()
    {
        var page = PageExport.Html(Scratch.Notebook(Scratch.Text("# T"), Scratch.Code("1")), "x.ipynb");
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("<title>T</title>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Source_errors_and_text_cannot_become_markup()
    {
        var notebook = Scratch.Notebook(Scratch.Code("var a = \"<i>\"; // <u>"));
        notebook.Cells[0].SetOutputs(
            [CellOutput.Stream("stdout", "<s>"), CellOutput.Error(new CellError("E", "x < y", 1, "<q>", ""))], 1);
        var page = PageExport.Html(notebook, "x.ipynb");
        Assert.DoesNotMatch("<(i|u|s|q)>", page);
        Assert.Contains("x &lt; y", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_cannot_close_its_script()
    {
        var notebook = Scratch.Notebook(Scratch.Code("1"));
        notebook.Cells[0].SetOutputs([Chart("</script><b>")], 1);
        Assert.DoesNotContain("</script><b>", PageExport.Html(notebook, "x.ipynb"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$x_i^2$", "<msubsup><mi>x</mi><mi>i</mi><mrow><mn>2</mn></mrow></msubsup>")]
    [InlineData("$\\frac{1}{K}$", "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>K</mi></mrow></mfrac>")]
    [InlineData("$\\sum_{k=1}^K$", "<munderover><mo>∑</mo>")]
    [InlineData("$\\left( a \\right)$", "<mrow><mo>(</mo><mi>a</mi><mo>)</mo></mrow>")]
    [InlineData("$\\left( a \\rightarrow b \\right)$", "<mi>a</mi><mo>→</mo><mi>b</mi><mo>)</mo></mrow>")]
    [InlineData("$\\unheard{x}$", "<span class=\"tex\">\\unheard{x}</span>")]
    [InlineData("$\\frac{1}$", "<span class=\"tex\">\\frac{1}</span>")]
    public void Formulas_become_MathML_or_stay_readable(string markdown, string expected) =>
        Assert.Contains(expected, PageExport.Html(Scratch.Notebook(Scratch.Text(markdown)), "x.ipynb"), StringComparison.Ordinal);

    [Fact]
    public void A_picture_beside_the_notebook_is_put_into_the_page()
    {
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch.Path("a b.png"), [1, 2, 3]);
        var page = PageExport.Html(Scratch.Notebook(Scratch.Text("![alt](a%20b.png)")), scratch.Path("x.ipynb"));
        Assert.Contains("src=\"data:image/png;base64,AQID\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_of_a_chart_is_named_by_all_lines_of_its_title_encoded_once()
    {
        var html = ChartFormatter.Division("""{"data": [], "layout": {"title": {"text": "A & b<br>are \"<b>c</b>\""}}}""", "figure-1", "<svg/>");
        Assert.Contains("<img alt=\"A &amp; b are &quot;c&quot;\" src=", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_named_by_its_plain_text_where_it_has_one()
    {
        var notebook = Scratch.Notebook(Scratch.Code("1"), Scratch.Code("2"));
        notebook.Cells[0].SetOutputs([CellOutput.Display(new MimeBundle(new Dictionary<string, string> { ["image/png"] = "AQID", ["text/plain"] = "a \"small\" picture" }), "d")], 1);
        notebook.Cells[1].SetOutputs([CellOutput.Display(new MimeBundle(new Dictionary<string, string> { ["image/png"] = "AQID" }), "e")], 2);
        var page = PageExport.Html(notebook, "x.ipynb");
        Assert.Contains("<img alt=\"a &quot;small&quot; picture\" src=\"data:image/png", page, StringComparison.Ordinal);
        Assert.Contains("<img alt=\"\" src=\"data:image/png", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_on_a_page_of_results_are_shown_as_they_are_written()
    {
        var set = new ImageSet("<script>x</script>", [.. Enumerable.Range(0, 4).Select(i => new IqaImage($"p{i}", () => new RgbImage(32, 24)))]);
        ModelScores[] models = [new("_old_", [3, 3, 2, 2]), new("*a* $x$ &lt; `b` [c](d) \\", [1, 5, 4, 2])];
        var page = PageExport.Html("t", GmadPage.Of("A $title$", set, models, levels: 2).OfType<string>());
        Assert.Contains("(&lt;script&gt;x&lt;/script&gt;), 2 models: _old_, *a* $x$ &amp;lt; `b` [c](d) \\.", page, StringComparison.Ordinal);
        Assert.Contains(">_old_ attacks *a* $x$ &amp;lt; `b` [c](d) \\</h2>", page, StringComparison.Ordinal);
        Assert.Contains(">A $title$</h1>", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("<(script|em|math|code)", page);
    }

    private static CellOutput Chart(string title = "t") => CellOutput.Display(new MimeBundle(new Dictionary<string, string>
    {
        ["application/vnd.plotly.v1+json"] = "{\"data\": [], \"layout\": {\"title\": {\"text\": \"" + title + "\"}}}",
    }), "d");

    [GeneratedRegex("plotly\\.js v\\d")]
    private static partial Regex PlotlyHeader();

    [GeneratedRegex("(?s)(?<=<script>).*?(?=</script>)")]
    private static partial Regex Scripts();
}
