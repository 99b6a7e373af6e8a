using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks;

/// <summary>Lines and words that a figure's layout lays over its traces (<c>shapes</c>, <c>annotations</c>).</summary>
/// <param name="svg">Where they are drawn.</param>
/// <param name="axes">Axes by plotly.js's names: x, y, x2, …</param>
/// <param name="paper">Pixels of the area that <c>paper</c> means.</param>
internal sealed class FigureNotes(SvgText svg, IReadOnlyDictionary<string, ChartAxis> axes, PlotBox paper)
{
    /// <summary>Draws those that have a place.</summary>
    public void Draw(JsonNode? layout)
    {
        foreach (var shape in layout.At("shapes").List())
        {
            if (shape.At("type").Text() == "line" && X(shape, "x0") is { } x0 && X(shape, "x1") is { } x1 && Y(shape, "y0") is { } y0 && Y(shape, "y1") is { } y1)
                svg.Line(x0, y0, x1, y1, shape.At("line.color").Text() ?? "#2b2f36", shape.At("line.width").Number() ?? 2, shape.At("line.dash").Text());
        }

        foreach (var note in layout.At("annotations").List())
        {
            if (X(note, "x") is not { } x || Y(note, "y") is not { } y) continue;
            var size = note.At("font.size").Number() ?? 12;
            var anchor = note.At("xanchor").Text() switch { "left" => "start", "right" => "end", _ => "middle" };
            var lowered = note.At("yanchor").Text() switch { "bottom" => -3, "top" => size, _ => size / 3 };
            svg.Words(x, y + lowered - (note.At("yshift").Number() ?? 0), note.At("text").Text() ?? "", size, anchor, colour: note.At("font.color").Text() ?? "#2b2f36");
        }
    }

    private double? X(JsonNode? note, string value) => Pixel(note.At("xref").Text() ?? "x", note.At(value), paper.Across);

    private double? Y(JsonNode? note, string value) => Pixel(note.At("yref").Text() ?? "y", note.At(value), paper.Up);

    private double? Pixel(string reference, JsonNode? value, Func<double, double> onPaper) =>
        reference == "paper" ? value.Number() is { } share ? onPaper(share) : null
        : axes.TryGetValue(reference, out var axis) && axis.Place(value) is { } place ? axis.Pixel(place)
        : null;
}
