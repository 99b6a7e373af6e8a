using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace EvoQuality.Notebooks;

/// <summary>Writes the shapes of an SVG picture, with one digit after the point.</summary>
internal sealed partial class SvgText
{
    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    public void Line(double x1, double y1, double x2, double y2, string colour, double width = 1, string? dash = null) =>
        Add($"<line x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\" stroke=\"{C(colour)}\" stroke-width=\"{N(width)}\"{Dash(dash)}/>");

    /// <summary>Lines across a box, all in one path.</summary>
    public void Grid(IEnumerable<double> upright, IEnumerable<double> flat, PlotBox box, string colour) =>
        Add($"<path d=\"{string.Concat(upright.Select(x => $"M{N(x)} {N(box.Bottom)}V{N(box.Top)}").Concat(flat.Select(y => $"M{N(box.Left)} {N(y)}H{N(box.Right)}")))}\" stroke=\"{C(colour)}\"/>");

    public void Rectangle(double x1, double y1, double x2, double y2, string fill, double opacity = 1)
    {
        var (x, y) = (Math.Min(x1, x2), Math.Min(y1, y2));
        Add($"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(Math.Abs(x2 - x1))}\" height=\"{N(Math.Abs(y2 - y1))}\" fill=\"{C(fill)}\"{Opacity(opacity)}/>");
    }

    public void Circle(double x, double y, double radius, string fill, double opacity = 1) =>
        Add($"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\" fill=\"{C(fill)}\"{Opacity(opacity)}/>");

    /// <summary>Many points of one look in a fraction of the text: a line of no length with round ends is a dot.</summary>
    public void Dots(IEnumerable<(double X, double Y)> points, double radius, string colour, double opacity = 1) =>
        Add($"<path d=\"{string.Join("", points.Select(p => $"M{N(p.X)} {N(p.Y)}h0"))}\" fill=\"none\" stroke=\"{C(colour)}\" stroke-width=\"{N(2 * radius)}\" stroke-linecap=\"round\"{Opacity(opacity)}/>");

    public void Path(IEnumerable<(double X, double Y)> points, string colour, double width, double opacity = 1, string? dash = null) =>
        Add($"<polyline points=\"{Points(points)}\" fill=\"none\" stroke=\"{C(colour)}\" stroke-width=\"{N(width)}\" stroke-linejoin=\"round\"{Dash(dash)}{Opacity(opacity)}/>");

    public void Area(IEnumerable<(double X, double Y)> points, string fill, double opacity) =>
        Add($"<polygon points=\"{Points(points)}\" fill=\"{C(fill)}\"{Opacity(opacity)}/>");

    /// <summary>Text in one or more lines (<c>&lt;br&gt;</c>); other markup is left out.</summary>
    public void Words(double x, double y, string text, double size, string anchor = "middle", double turn = 0, string colour = "#2b2f36")
    {
        foreach (var (index, line) in Break().Split(text).Index())
        {
            var turned = turn == 0 ? "" : $" transform=\"rotate({N(turn)} {N(x)} {N(y)})\"";
            var plain = WebUtility.HtmlEncode(WebUtility.HtmlDecode(Markup().Replace(line, "")));
            Add($"<text x=\"{N(x)}\" y=\"{N(y + (index * size * 1.25))}\" font-size=\"{N(size)}\" text-anchor=\"{anchor}\" fill=\"{C(colour)}\"{turned}>{plain}</text>");
        }
    }

    /// <summary>A text of a figure in one line, without its markup.</summary>
    public static string Plain(string text) => WebUtility.HtmlDecode(Markup().Replace(Break().Replace(text, " "), ""));

    private static string Points(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(p => $"{N(p.X)},{N(p.Y)}"));

    private static string N(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    // A colour comes from a figure: nothing in it may end the attribute.
    private static string C(string colour) => WebUtility.HtmlEncode(colour);

    private static string Opacity(double opacity) => opacity < 1 ? $" opacity=\"{Math.Round(opacity, 2).ToString(CultureInfo.InvariantCulture)}\"" : "";

    private static string Dash(string? dash) => dash switch
    {
        null or "solid" => "",
        "dot" => " stroke-dasharray=\"2 3\"",
        _ => " stroke-dasharray=\"6 4\"",
    };

    private void Add(string shape) => _text.Append(shape).Append('\n');

    [GeneratedRegex("<br */?>")]
    private static partial Regex Break();

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Markup();
}
