namespace EvoQuality.Notebooks.Tests;

public class FigurePictureTests
{
    [Fact]
    public void A_line_goes_through_its_points_and_axes_have_ticks_and_titles()
    {
        var svg = FigurePicture.Svg("""
            {"data": [{"type": "scatter", "mode": "lines", "x": [0, 10], "y": [0, 100]}],
             "layout": {"title": {"text": "Rises<br>fast"}, "xaxis": {"title": {"text": "step"}, "range": [0, 10]}, "yaxis": {"title": {"text": "reward"}, "range": [0, 100]}}}
            """);
        // Left and bottom of the plot to right and top: two lines of title, six characters of ticks.
        Assert.Contains("<polyline points=\"69,308 616,66\"", svg, StringComparison.Ordinal);
        foreach (var text in new[] { ">Rises<", ">fast<", ">step<", ">reward<", ">0<", ">20<", ">100<", ">10<" })
            Assert.Contains(text, svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Bars_begin_at_zero_and_carry_their_texts()
    {
        var svg = FigurePicture.Svg("""
            {"data": [{"type": "bar", "orientation": "h", "x": [0.5, 1], "y": ["p1", "p2"], "text": ["1 : 1", "2 : 0"], "marker": {"color": ["#0072B2", "#E69F00"]}}],
             "layout": {"xaxis": {"range": [0, 1]}}}
            """);
        var widths = System.Text.RegularExpressions.Regex.Matches(svg, "width=\"([0-9.]+)\" height=\"[0-9.]+\" fill=\"#(0072B2|E69F00)\"").Select(m => double.Parse(m.Groups[1].Value)).ToArray();
        Assert.Equal(2, widths.Length);
        Assert.Equal(widths[1], 2 * widths[0], 0.2);
        Assert.Contains(">1 : 1<", svg, StringComparison.Ordinal);
        Assert.Contains(">p2<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_heat_map_has_a_field_per_value_and_none_where_one_is_missing()
    {
        var svg = FigurePicture.Svg("""
            {"data": [{"type": "heatmap", "z": [[0, 1], [null, 0.5]], "x": ["a", "b"], "y": ["a", "b"], "zmin": 0, "zmax": 1,
              "colorscale": [[0, "#000000"], [1, "#ffffff"]], "text": [["0", "1"], ["", "x"]]}], "layout": {}}
            """);
        Assert.Equal(4, svg.Split("<rect").Length - 1); // one is the paper
        Assert.Contains("fill=\"#000000\"", svg, StringComparison.Ordinal);
        Assert.Contains("fill=\"#808080\"", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_of_a_heat_map_over_numbers_fill_the_axes()
    {
        var svg = FigurePicture.Svg("""
            {"data": [{"type": "heatmap", "z": [[0, 1]], "x": [0.1, 0.2], "y": [5], "zmin": 0, "zmax": 1, "colorscale": [[0, "#000000"], [1, "#ffffff"]]}], "layout": {}}
            """);
        var field = System.Text.RegularExpressions.Regex.Match(svg, "<rect x=\"([0-9.]+)\" y=\"[0-9.]+\" width=\"([0-9.]+)\" height=\"([0-9.]+)\" fill=\"#000000\"");
        Assert.Equal((640 - 24 - 69) / 2.0, double.Parse(field.Groups[2].Value), 6.0); // half of the plot, less a gap
        Assert.Equal(69, double.Parse(field.Groups[1].Value), 4.0); // from the left end of the axis on
    }

    [Fact]
    public void A_histogram_counts()
    {
        var svg = FigurePicture.Svg("""{"data": [{"type": "histogram", "x": [0, 0, 0, 9], "nbinsx": 2, "marker": {"color": "#123456"}}], "layout": {}}""");
        Assert.Equal(3, svg.Split("fill=\"#123456\"").Length); // two bars
    }

    [Theory]
    [InlineData("""{"data": [{"type": "surface", "z": [[1]]}], "layout": {"title": {"text": "Reward"}}}""", "(surface: shown where scripts run)")]
    [InlineData("""{"data": [], "layout": {"title": "Reward"}}""", "(no data)")]
    public void What_is_not_drawn_is_named(string figure, string note)
    {
        var svg = FigurePicture.Svg(figure);
        Assert.Contains(note, svg, StringComparison.Ordinal);
        Assert.Contains(">Reward<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_a_figure_becomes_markup()
    {
        var svg = FigurePicture.Svg("""{"data": [{"type": "bar", "x": ["<script>&"], "y": [1], "marker": {"color": "\"/><script>"}}], "layout": {"title": "a <script>b</script> \" c"}}""");
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        System.Xml.Linq.XDocument.Parse(svg);
    }

    [Fact]
    public void Ticks_that_the_layout_names_stand_where_it_says()
    {
        var svg = FigurePicture.Svg("""
            {"data": [{"type": "scatter", "mode": "markers", "x": [0, 3, 5], "y": [1, 2, 3]}],
             "layout": {"xaxis": {"range": [0, 5], "tickvals": [0, 3, 5], "ticktext": ["1", "8", "32<br>votes"]}}}
            """);
        foreach (var text in new[] { ">1<", ">8<", ">32<", ">votes<" }) Assert.Contains(text, svg, StringComparison.Ordinal);
        Assert.DoesNotContain(">4<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_points_of_one_look_are_dots_of_one_path_and_few_are_circles()
    {
        string Of(int count) => FigurePicture.Svg($$$"""
            {"data": [{"type": "scatter", "mode": "markers", "x": [{{{string.Join(", ", Enumerable.Range(0, count))}}}], "y": [{{{string.Join(", ", Enumerable.Range(0, count))}}}], "marker": {"size": 6, "color": "#0072B2"}}], "layout": {}}
            """);
        Assert.Equal(50, Of(50).Split("<circle").Length - 1);
        var many = Of(200);
        Assert.DoesNotContain("<circle", many, StringComparison.Ordinal);
        Assert.Equal(200, many.Split("h0").Length - 1);
        Assert.Contains("stroke=\"#0072B2\" stroke-width=\"6\" stroke-linecap=\"round\"", many, StringComparison.Ordinal);
    }

    [Fact]
    public void Horizontal_intervals_are_drawn_whole_beside_a_line_at_zero()
    {
        var svg = FigurePicture.Svg("""
            {"data": [{"type": "scatter", "mode": "markers", "x": [3], "y": ["K = 8"], "marker": {"size": 8, "color": "#0072B2"},
              "error_x": {"array": [1], "arrayminus": [2], "color": "#999999"}}],
             "layout": {"xaxis": {"zeroline": true, "zerolinecolor": "#123456", "rangemode": "tozero"}}}
            """);
        var interval = Match(svg, "<line x1=\"([0-9.]+)\" y1=\"([0-9.]+)\" x2=\"([0-9.]+)\" y2=\"([0-9.]+)\" stroke=\"#999999\"");
        var zero = Match(svg, "<line x1=\"([0-9.]+)\" y1=\"([0-9.]+)\" x2=\"([0-9.]+)\" y2=\"([0-9.]+)\" stroke=\"#123456\"");
        var point = Match(svg, "<circle cx=\"([0-9.]+)\"");
        var unit = point[0] - interval[0]; // two units below the point
        Assert.Equal(point[0] + (unit / 2), interval[2], 0.2);
        Assert.Equal(interval[1], interval[3]);
        Assert.Equal(interval[0] - (unit / 2), zero[0], 0.2); // 0 lies one unit left of 1
        Assert.True(interval[2] < 640);
    }

    [Fact]
    public void Panels_have_boxes_axes_and_captions_of_their_own()
    {
        var svg = FigurePicture.Svg("""
            {"data": [
              {"type": "scatter", "mode": "markers", "x": [0, 1], "y": [1, 5], "marker": {"color": "#111111"}},
              {"type": "scatter", "mode": "markers", "xaxis": "x2", "yaxis": "y2", "x": [0, 1], "y": [1, 5], "marker": {"color": "#222222"}}],
             "layout": {
               "xaxis": {"domain": [0, 0.4]}, "yaxis": {"domain": [0, 1]}, "xaxis2": {"domain": [0.6, 1]}, "yaxis2": {"domain": [0, 1], "showticklabels": false},
               "annotations": [{"text": "blur", "x": 0.6, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}],
               "shapes": [{"type": "line", "xref": "x2", "yref": "y2", "x0": 0, "x1": 1, "y0": 3, "y1": 3, "line": {"color": "#333333"}}]}}
            """);
        double[] Places(string colour) => [.. System.Text.RegularExpressions.Regex.Matches(svg, $"<circle cx=\"([0-9.]+)\"[^>]*fill=\"{colour}\"").Select(m => double.Parse(m.Groups[1].Value))];
        var (first, second) = (Places("#111111"), Places("#222222"));
        Assert.Equal(2, first.Length);
        Assert.True(first.Max() < second.Min(), svg);
        Assert.Equal(first[1] - first[0], second[1] - second[0], 0.2);
        Assert.Equal(second, Match(svg, "<line x1=\"([0-9.]+)\" y1=\"[0-9.]+\" x2=\"([0-9.]+)\" y2=\"[0-9.]+\" stroke=\"#333333\""));
        Assert.Contains(">blur<", svg, StringComparison.Ordinal);
        Assert.Equal(5, svg.Split("font-size=\"9\" text-anchor=\"end\"").Length - 1); // five ticks on the first panel's axis, none on the second's
    }

    [Theory]
    [InlineData("false", 2, 2)] // a point alone has no line
    [InlineData("true", 5)]
    public void A_line_and_its_area_end_at_an_empty_value_and_begin_anew_unless_gaps_are_to_be_bridged(string bridged, params int[] points)
    {
        var svg = FigurePicture.Svg($$"""
            {"data": [{"type": "scatter", "mode": "lines+markers", "fill": "tozeroy", "connectgaps": {{bridged}}, "x": [0, 1, 2, 3, 4, 5, 6], "y": [1, 2, null, 3, 4, null, 5]}], "layout": { } }
            """);
        var lines = System.Text.RegularExpressions.Regex.Matches(svg, "<polyline points=\"([^\"]*)\"").Select(m => m.Groups[1].Value.Split(' ').Length);
        Assert.Equal(points, lines);
        Assert.Equal(points.Length, svg.Split("<polygon").Length - 1);
        Assert.Equal(5, svg.Split("<circle").Length - 1);
    }

    [Theory]
    [InlineData(90, "[1, 3]")] // 10 to 1000: the whole axis
    [InlineData(200, "[1, 3]")] // what ends below 0 has no place: from the axis's own end
    [InlineData(90, "null")]
    public void Error_bars_on_a_logarithmic_axis_end_at_the_powers_of_their_values(double below, string range)
    {
        var svg = FigurePicture.Svg($$$"""
            {"data": [{"type": "scatter", "mode": "markers", "x": [1], "y": [100], "marker": {"color": "#123456"}, "error_y": {"array": [900], "arrayminus": [{{{below}}}]}}],
             "layout": {"yaxis": {"type": "log", "range": {{{range}}} } } }
            """);
        var bar = Match(svg, "<line x1=\"[0-9.]+\" y1=\"([0-9.]+)\" x2=\"[0-9.]+\" y2=\"([0-9.]+)\" stroke=\"#123456\"");
        var point = Assert.Single(Match(svg, "<circle cx=\"[0-9.]+\" cy=\"([0-9.]+)\""));
        Assert.Equal(point, (bar[0] + bar[1]) / 2, 0.2); // 100 is in the middle of 10 and 1000
        Assert.InRange(bar[0] - bar[1], 250, 288);
        Assert.InRange(bar[1], 20, 40);
    }

    private static double[] Match(string svg, string pattern)
    {
        var match = System.Text.RegularExpressions.Regex.Match(svg, pattern);
        Assert.True(match.Success, svg);
        return [.. match.Groups.Values.Skip(1).Select(g => double.Parse(g.Value))];
    }
}
