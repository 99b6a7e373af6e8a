using System.Globalization;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks;

/// <summary>
/// A figure of plotly.js as a still SVG picture, for viewers that run no script: lines, points, areas, bars, histograms and heat
/// maps with their axes, in one panel or in several. Another kind of trace is named in the picture, never drawn wrongly.
/// </summary>
internal sealed class FigurePicture
{
    private const int MostPoints = 4000;
    private const int MostCircles = 50; // more of one look are drawn as dots, for the size of the file
    private const string Ink = "#2b2f36";
    private const string Grid = "#e6e8ec";
    private static readonly string[] Palette = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000"];
    private static readonly string[] Drawn = ["scatter", "scattergl", "bar", "histogram", "heatmap"];

    private readonly SvgText _svg = new();
    private readonly JsonNode? _layout;
    private readonly List<JsonObject> _traces;
    private readonly double _width;
    private readonly double _height;

    private FigurePicture(JsonObject figure)
    {
        _layout = figure["layout"];
        _traces = [.. figure["data"].List().OfType<JsonObject>().Where(t => t.At("visible").Truth() != false)];
        (_width, _height) = (Math.Clamp(_layout.At("width").Number() ?? 640, 120, 2000), Math.Clamp(_layout.At("height").Number() ?? 360, 100, 2000));
    }

    /// <summary>The picture of a figure's JSON (<c>{"data", "layout"}</c>).</summary>
    public static string Svg(string figureJson) => new FigurePicture(JsonNode.Parse(figureJson)!.AsObject()).Draw();

    private string Draw()
    {
        foreach (var histogram in _traces.Where(t => Kind(t) == "histogram")) Bin(histogram);
        string[] foreign = [.. _traces.Select(Kind).Where(k => !Drawn.Contains(k)).Distinct()];
        var title = _layout.At("title").Title();
        _svg.Rectangle(0, 0, _width, _height, "#ffffff");
        _svg.Words(12, 24, title, 15, "start");
        if (foreign.Length > 0 || _traces.Count == 0)
            _svg.Words(_width / 2, _height / 2, foreign.Length > 0 ? $"({string.Join(", ", foreign)}: shown where scripts run)" : "(no data)", 12);
        else
            Plot(title.Contains("<br", StringComparison.Ordinal) ? 66 : title.Length > 0 ? 48 : 20);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{_width}\" height=\"{_height}\" viewBox=\"0 0 {_width} {_height}\" font-family=\"system-ui, 'DejaVu Sans', sans-serif\">\n{_svg}</svg>");
    }

    private void Plot(double top)
    {
        var legend = (_layout.At("showlegend").Truth() ?? _traces.Count > 1) && _traces.Any(t => t.At("name").Text() is not null);
        if (legend) top += 20;
        var axes = new Dictionary<string, ChartAxis>();
        IGrouping<string, JsonObject>[] panels = [.. _traces.GroupBy(Panel)];
        var paper = new PlotBox(40, top, _width - 24, _height - 52);
        foreach (var panel in panels)
        {
            var box = Plot(panel.Key, [.. panel], panels.Length > 1 ? Part(panel.Key, paper) : null, top, axes);
            if (panels.Length == 1) paper = box;
        }

        new FigureNotes(_svg, axes, paper).Draw(_layout);
        if (legend) Legend(paper.Left, top - 12);
    }

    /// <summary>Draws the traces of one pair of axes: into a box, or over the whole picture.</summary>
    private PlotBox Plot(
        string panel, IReadOnlyList<JsonObject> traces, PlotBox? part, double top, Dictionary<string, ChartAxis> axes)
    {
        var (across, up) = ($"xaxis{panel}", $"yaxis{panel}");
        var second = panel.Length == 0 && traces.Any(t => t.At("yaxis").Text() == "y2");
        bool OnSecond(JsonObject trace) => second && trace.At("yaxis").Text() == "y2";
        var x = new ChartAxis(_layout.At(across), traces.SelectMany(t => Values(t, "x")));
        var y = new ChartAxis(_layout.At(up), traces.Where(t => !OnSecond(t)).SelectMany(t => Values(t, "y")));
        var y2 = second ? new ChartAxis(_layout.At("yaxis2"), traces.Where(OnSecond).SelectMany(t => Values(t, "y"))) : y;
        foreach (var trace in traces) MakeRoom(trace, x, OnSecond(trace) ? y2 : y);

        var longest = y.IsCategory ? y.Ticks().Select(t => t.Text.Length).DefaultIfEmpty().Max() : 6;
        var box = part ?? new PlotBox(
            Math.Min(_width * 0.4, 30 + (longest * 6.5)), top, _width - (second ? 60 : 24),
            _height - (x.IsCategory && x.Ticks().Any(t => t.Text.Length > 8) ? 90 : 52));
        var heat = traces.Any(t => Kind(t) == "heatmap");
        var bars = traces.Any(t => Kind(t) is "bar" or "histogram");
        x.Fix(box.Left, box.Right, padded: !heat && !bars);
        y.Fix(box.Bottom, box.Top, padded: !heat);
        if (second) y2.Fix(box.Bottom, box.Top, padded: true);
        (axes[$"x{panel}"], axes[$"y{panel}"]) = (x, y);

        Axes(x, y, box, part is null ? 11 : 9);
        if (second) foreach (var (place, text) in y2.Ticks()) _svg.Words(box.Right + 6, y2.Pixel(place) + 4, text, 11, "start");
        var bar = 0;
        var barTraces = traces.Count(t => Kind(t) is "bar" or "histogram");
        var stacked = _layout.At("barmode").Text() is "stack" or "overlay" or "relative";
        foreach (var (index, trace) in traces.Index())
        {
            var colour = Colour(trace, index);
            var vertical = OnSecond(trace) ? y2 : y;
            if (Kind(trace) is "bar" or "histogram") Bars(trace, x, vertical, colour, stacked ? 0 : bar++, stacked ? 1 : barTraces);
            else if (Kind(trace) == "heatmap") Heat(trace, x, vertical);
            else Points(trace, x, vertical, colour);
        }

        return box;
    }

    // "2" for the traces of xaxis2: a panel of its own. A second y axis over the first x axis is no panel.
    private static string Panel(JsonObject trace) => trace.At("xaxis").Text() is { Length: > 1 } axis ? axis[1..] : "";

    private PlotBox Part(string panel, PlotBox paper)
    {
        (double From, double To) Domain(string axis) => _layout.At($"{axis}{panel}.domain").List() is [var from, var to] ? (from.Number() ?? 0, to.Number() ?? 1) : (0, 1);
        var (across, up) = (Domain("xaxis"), Domain("yaxis"));
        return new PlotBox(paper.Across(across.From), paper.Up(up.To), paper.Across(across.To), paper.Up(up.From));
    }

    private void Axes(ChartAxis x, ChartAxis y, PlotBox box, double size)
    {
        IEnumerable<double> Lines(ChartAxis axis) => axis.IsCategory ? [] : axis.Ticks().Select(t => axis.Pixel(t.Place));
        _svg.Grid(Lines(x), Lines(y), box, Grid);
        foreach (var (place, text) in y.Ticks())
        {
            var pixel = y.Pixel(place);
            if (y.ShowsTexts) _svg.Words(box.Left - 6, pixel + 4, text, size, "end");
        }
        foreach (var (place, text) in x.Ticks())
        {
            var pixel = x.Pixel(place);
            if (!x.ShowsTexts) continue;
            if (x.IsCategory && text.Length > 8) _svg.Words(pixel, box.Bottom + 12, text, 10, "end", turn: -30);
            else _svg.Words(pixel, box.Bottom + 15, text, size);
        }
        if (x.ZeroLine is { } upright) _svg.Line(x.Pixel(0), box.Top, x.Pixel(0), box.Bottom, upright);
        if (y.ZeroLine is { } flat) _svg.Line(box.Left, y.Pixel(0), box.Right, y.Pixel(0), flat);
        _svg.Line(box.Left, box.Bottom, box.Right, box.Bottom, "#b8bdc6");
        _svg.Line(box.Left, box.Top, box.Left, box.Bottom, "#b8bdc6");
        _svg.Words((box.Left + box.Right) / 2, _height - 8, x.Title, 12);
        if (y.Title.Length > 0) _svg.Words(14, (box.Top + box.Bottom) / 2, y.Title, 12, turn: -90);
    }

    private void Points(JsonObject trace, ChartAxis x, ChartAxis y, string colour)
    {
        var mode = trace.At("mode").Text() ?? (Values(trace, "y").Count > 20 ? "lines" : "lines+markers");
        var opacity = trace.At("opacity").Number() ?? 1;
        var values = Placed(trace, x, y);
        var every = Math.Max(1, values.Count / MostPoints);
        values = [.. values.Where((_, i) => i % every == 0)];
        (double X, double Y)[][] parts = [.. values.GroupBy(v => v.Part, v => (v.X, v.Y)).Select(part => part.ToArray()).Where(part => part.Length > 1)];
        if (trace.At("fill").Text() is "toself" or "tozeroy" or "tonexty")
        {
            foreach (var part in parts)
            {
                IEnumerable<(double, double)> outline = part;
                if (trace.At("fill").Text() != "toself") outline = outline.Append((part[^1].X, y.Pixel(y.Zero))).Append((part[0].X, y.Pixel(y.Zero)));
                _svg.Area(outline, trace.At("fillcolor").Text() ?? colour, trace.At("fillcolor") is null ? 0.25 : 1);
            }
        }
        if (mode.Contains("lines", StringComparison.Ordinal))
            foreach (var part in parts) _svg.Path(part, colour, trace.At("line.width").Number() ?? 2, opacity, trace.At("line.dash").Text());
        Errors(trace, x, y, colour);
        var markers = mode.Contains("markers", StringComparison.Ordinal);
        if (markers && values.Count > MostCircles && trace.At("marker.color") is not JsonArray && trace.At("marker.size") is not JsonArray && trace.At("marker.opacity") is not JsonArray)
        {
            _svg.Dots(values.Select(v => (v.X, v.Y)), Math.Clamp((trace.At("marker.size").Number() ?? 6) / 2, 1, 20), trace.At("marker.color").Text() ?? colour, trace.At("marker.opacity").Number() ?? opacity);
            markers = false;
        }

        foreach (var (index, _, px, py) in values)
        {
            if (markers)
                _svg.Circle(px, py, Math.Clamp((trace.At("marker.size").For(index).Number() ?? 6) / 2, 1, 20), trace.At("marker.color").For(index).Text() ?? colour, trace.At("marker.opacity").For(index).Number() ?? opacity);
            if (mode.Contains("text", StringComparison.Ordinal) && trace.At("text").For(index).Text() is { } text)
                _svg.Words(px, py - 6, text, 10);
        }
    }

    // A point without a place ends a part of the line; the next point begins another.
    private static List<(int Index, int Part, double X, double Y)> Placed(JsonObject trace, ChartAxis x, ChartAxis y)
    {
        var (placed, part) = (new List<(int, int, double, double)>(), 0);
        foreach (var (index, (across, up)) in Values(trace, "x").Zip(Values(trace, "y")).Index())
        {
            if (x.Place(across) is { } px && y.Place(up) is { } py) placed.Add((index, part, x.Pixel(px), y.Pixel(py)));
            else if (trace.At("connectgaps").Truth() != true) part++;
        }
        return placed;
    }

    private void Errors(JsonObject trace, ChartAxis x, ChartAxis y, string colour)
    {
        // An end without a place, as one below 0 on a logarithmic axis, lies at the axis's own.
        double End(ChartAxis axis, double value) => axis.Pixel(axis.Place(value) ?? axis.Zero);
        foreach (var (at, low, high) in Errors(trace, "y"))
            if (x.Place(at) is { } place) _svg.Line(x.Pixel(place), End(y, low), x.Pixel(place), End(y, high), colour, 1.5);
        foreach (var (at, low, high) in Errors(trace, "x"))
            if (y.Place(at) is { } place) _svg.Line(End(x, low), y.Pixel(place), End(x, high), y.Pixel(place), trace.At("error_x.color").Text() ?? colour, 1.5);
    }

    /// <summary>Error bars along an axis: where they stand on the other one, and their ends.</summary>
    private static IEnumerable<(JsonNode? At, double Low, double High)> Errors(JsonObject trace, string along)
    {
        var (above, below) = (trace.At($"error_{along}.array").List(), trace.At($"error_{along}.arrayminus").List());
        if (above.Count == 0) yield break;
        foreach (var (i, (at, node)) in Values(trace, along == "x" ? "y" : "x").Zip(Values(trace, along)).Index())
        {
            if (node.Number() is not { } value) continue;
            var size = above.ElementAtOrDefault(i).Number() ?? 0;
            yield return (at, value - (below.Count == 0 ? size : below.ElementAtOrDefault(i).Number() ?? 0), value + size);
        }
    }

    private void Bars(JsonObject trace, ChartAxis x, ChartAxis y, string colour, int slot, int slots)
    {
        var lying = trace.At("orientation").Text() == "h";
        var (along, across) = lying ? (y, x) : (x, y);
        var (places, lengths) = lying ? (Values(trace, "y"), Values(trace, "x")) : (Values(trace, "x"), Values(trace, "y"));
        double[] known = [.. places.Select(along.Place).OfType<double>().Distinct().Order()];
        var room = known.Length > 1 ? known.Zip(known.Skip(1), (a, b) => b - a).Min() : 1;
        for (var i = 0; i < Math.Min(places.Count, lengths.Count); i++)
        {
            if (along.Place(places[i]) is not { } place || across.Place(lengths[i]) is not { } length) continue;
            var width = trace.At("width").For(i).Number() ?? (0.8 * room / slots);
            var start = place - (slots > 1 ? (0.4 * room) - (slot * width) : width / 2);
            var fill = trace.At("marker.color").For(i).Text() ?? colour;
            var (a1, a2, c1, c2) = (along.Pixel(start), along.Pixel(start + width), across.Pixel(across.Zero), across.Pixel(length));
            if (lying) _svg.Rectangle(c1, a1, c2, a2 - Math.Sign(a2 - a1), fill);
            else _svg.Rectangle(a1, c1, a2 - Math.Sign(a2 - a1), c2, fill);
            if (trace.At("text").For(i).Text() is not { } text) continue;
            if (lying) _svg.Words(c2 + 4, ((a1 + a2) / 2) + 4, text, 10, "start");
            else _svg.Words((a1 + a2) / 2, c2 - 4, text, 10);
        }

        if (!lying && slots == 1) Errors(trace, x, y, trace.At("error_y.color").Text() ?? Ink);
    }

    private void Heat(JsonObject trace, ChartAxis x, ChartAxis y)
    {
        var rows = trace.At("z").List();
        double[] all = [.. rows.SelectMany(r => r.List()).Select(v => v.Number()).OfType<double>()];
        if (all.Length == 0) return;
        var (low, high) = (trace.At("zmin").Number() ?? all.Min(), trace.At("zmax").Number() ?? all.Max());
        var scale = ColourScale.Of(trace.At("colorscale"));
        var (xs, ys) = (Values(trace, "x"), Values(trace, "y"));
        var (dx, dy) = (0.49 * Spacing(xs, x), 0.49 * Spacing(ys, y));
        foreach (var (r, row) in rows.Index())
        {
            foreach (var (c, value) in row.List().Index())
            {
                if (value.Number() is not { } number || x.Place(xs.ElementAtOrDefault(c)) is not { } px || y.Place(ys.ElementAtOrDefault(r)) is not { } py) continue;
                _svg.Rectangle(x.Pixel(px - dx), y.Pixel(py - dy), x.Pixel(px + dx), y.Pixel(py + dy), scale.At(high > low ? (number - low) / (high - low) : 0.5));
                if (trace.At("text").For(r).For(c).Text() is { } text) _svg.Words(x.Pixel(px), y.Pixel(py) + 4, text, 10);
            }
        }
    }

    private void Legend(double x, double y)
    {
        foreach (var (index, trace) in _traces.Index())
        {
            if (trace.At("name").Text() is not { Length: > 0 } name || trace.At("showlegend").Truth() == false) continue;
            _svg.Rectangle(x, y - 8, x + 10, y + 2, Colour(trace, index));
            _svg.Words(x + 15, y + 1, name, 11, "start");
            x += 30 + (name.Length * 6.4);
        }
    }

    // Bars and areas begin at zero, so zero is on the axis; errors are too.
    private static void MakeRoom(JsonObject trace, ChartAxis x, ChartAxis y)
    {
        if (Kind(trace) is "bar" or "histogram")
        {
            var lying = trace.At("orientation").Text() == "h";
            (lying ? x : y).Include(0);
            if (!(lying ? y : x).IsCategory)
            {
                double[] places = [.. Values(trace, lying ? "y" : "x").Select(v => v.Number()).OfType<double>().Order()];
                var room = places.Length > 1 ? places.Zip(places.Skip(1), (a, b) => b - a).Where(d => d > 0).DefaultIfEmpty(1).Min() : 1;
                foreach (var place in places) { (lying ? y : x).Include(place - (room / 2)); (lying ? y : x).Include(place + (room / 2)); }
            }
        }
        if (Kind(trace) == "heatmap")
        {
            foreach (var (axis, values) in new[] { (x, Values(trace, "x")), (y, Values(trace, "y")) })
            {
                if (axis.IsCategory) continue;
                var half = Spacing(values, axis) / 2;
                foreach (var place in values.Select(axis.Place).OfType<double>()) { axis.Include(place - half); axis.Include(place + half); }
            }
        }
        if (trace.At("fill").Text() == "tozeroy") y.Include(0);
        foreach (var (axis, along) in new[] { (x, "x"), (y, "y") })
            foreach (var place in Errors(trace, along).SelectMany(e => new[] { axis.Place(e.Low), axis.Place(e.High) }).OfType<double>()) axis.Include(place);
    }

    // The smallest step between places: the width of a cell.
    private static double Spacing(IReadOnlyList<JsonNode?> values, ChartAxis axis)
    {
        double[] known = [.. values.Select(axis.Place).OfType<double>().Distinct().Order()];
        return known.Length > 1 ? known.Zip(known.Skip(1), (a, b) => b - a).Min() : 1;
    }

    // What plotly.js would count, in ten bars or so.
    private static void Bin(JsonObject histogram)
    {
        double[] values = [.. histogram.At("x").List().Select(v => v.Number()).OfType<double>()];
        if (values.Length == 0) return;
        var bins = (int)Math.Clamp(histogram.At("nbinsx").Number() ?? Math.Ceiling(Math.Sqrt(values.Length)), 1, 60);
        var (low, high) = (values.Min(), values.Max());
        var width = high > low ? (high - low) / bins : 1;
        var counts = new int[bins];
        foreach (var value in values) counts[Math.Clamp((int)((value - low) / width), 0, bins - 1)]++;
        histogram["x"] = new JsonArray([.. Enumerable.Range(0, bins).Select(i => JsonValue.Create(low + ((i + 0.5) * width)))]);
        histogram["y"] = new JsonArray([.. counts.Select(c => JsonValue.Create(c))]);
    }

    private static IReadOnlyList<JsonNode?> Values(JsonObject trace, string axis)
    {
        if (trace.At(axis).List() is { Count: > 0 } given) return given;
        var count = Kind(trace) == "heatmap"
            ? axis == "y" ? trace.At("z").List().Count : trace.At("z").For(0).List().Count
            : trace.At(axis == "x" ? "y" : "x").List().Count;
        return [.. Enumerable.Range(0, count).Select(i => JsonValue.Create(i))];
    }

    private static string Kind(JsonObject trace) => trace.At("type").Text() ?? "scatter";

    private static string Colour(JsonObject trace, int index) =>
        trace.At("line.color").Text() ?? trace.At("marker.color").Text() ?? trace.At("marker.line.color").Text() ?? Palette[index % Palette.Length];
}
