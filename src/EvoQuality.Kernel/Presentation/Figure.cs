using Microsoft.FSharp.Collections;
using Plotly.NET;

namespace EvoQuality.Presentation;

/// <summary>
/// Puts traces and a layout together in plotly.js's own vocabulary. One size and one look for all charts; nothing is
/// fetched when they are shown.
/// </summary>
internal sealed class Figure
{
    private readonly List<Trace> _traces = [];
    private readonly Dictionary<string, object?> _layout;
    private readonly int _top;

    /// <param name="title">The finding, computed from the data.</param>
    /// <param name="x">Name and unit of the horizontal axis.</param>
    /// <param name="y">Name and unit of the vertical axis.</param>
    public Figure(string title, string x, string y)
    {
        var wrapped = Wrapped(title);
        _top = wrapped == title ? 52 : 70;
        _layout = new()
        {
            ["title"] = Of(
                ("text", wrapped), ("font", Of(("size", 15))), ("x", 0.02), ("xanchor", "left"), ("y", 1), ("yanchor", "top"), ("pad", Of(("t", 16)))),
            ["width"] = 640,
            ["height"] = 360,
            ["margin"] = Of(("l", 64), ("r", 24), ("t", _top), ("b", 52)),
            ["font"] = Of(("size", 12), ("color", "#2b2f36")),
            ["paper_bgcolor"] = "#ffffff",
            ["plot_bgcolor"] = "#ffffff",
            ["xaxis"] = Axis(x),
            ["yaxis"] = Axis(y),
            ["legend"] = Of(("orientation", "h"), ("x", 0), ("xanchor", "left"), ("y", 1.01), ("yanchor", "bottom"), ("bgcolor", "rgba(0,0,0,0)")),
            ["showlegend"] = false,
        };
    }

    /// <summary>Adds a trace; properties that are null are left out.</summary>
    public Figure Add(string type, params (string Name, object? Value)[] properties)
    {
        var trace = new Trace(type);
        foreach (var (name, value) in properties)
            if (value is not null) trace.SetProperty(name, value);
        _traces.Add(trace);
        return this;
    }

    /// <summary>Sets more properties of a part of the layout (<c>xaxis</c>, <c>yaxis</c>, <c>margin</c>).</summary>
    public Figure Set(string part, params (string Name, object? Value)[] properties)
    {
        var target = (Dictionary<string, object?>)_layout[part]!;
        foreach (var (name, value) in properties) target[name] = value;
        return this;
    }

    /// <summary>Adds a layout property.</summary>
    public Figure Layout(string name, object value)
    {
        _layout[name] = value;
        return this;
    }

    /// <summary>Shows the names of the traces above the chart.</summary>
    public Figure Legend() => Set("margin", ("t", _top + 20)).Layout("showlegend", true);

    /// <summary>The chart.</summary>
    public GenericChart Chart()
    {
        var layout = new Layout();
        foreach (var (name, value) in _layout) layout.SetProperty(name, value);
        return GenericChart.NewMultiChart(ListModule.OfSeq(_traces), layout, new Config(), new DisplayOptions());
    }

    /// <summary>A JSON object.</summary>
    public static Dictionary<string, object?> Of(params (string Name, object? Value)[] properties) =>
        properties.Where(p => p.Value is not null).ToDictionary(p => p.Name, p => p.Value);

    private static Dictionary<string, object?> Axis(string title) => Of(
        ("title", Of(("text", title), ("standoff", 8))), ("automargin", true), ("zeroline", false), ("gridcolor", "#e6e8ec"),
        ("linecolor", "#b8bdc6"), ("showline", true), ("ticks", "outside"), ("tickcolor", "#b8bdc6"));

    /// <summary>Two lines for a long title, because plotly.js does not break lines: after the first pause that leaves no short line, else in the middle.</summary>
    private static string Wrapped(string title)
    {
        const int Line = 72;
        if (title.Length <= Line) return title;
        var cut = title.IndexOfAny([';', ':', ','], title.Length / 3) + 1;
        if (cut == 0 || cut > Line || title.Length - cut < title.Length / 4) cut = title.IndexOf(' ', title.Length / 2) + 1;
        if (cut > 0 && cut < title.Length && title[cut] == '%') cut = title.IndexOf(' ', cut) + 1; // a number keeps its unit
        return cut == 0 ? title : title[..cut].TrimEnd() + "<br>" + title[cut..].TrimStart();
    }
}
