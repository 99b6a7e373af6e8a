using System.Globalization;
using System.Text;

namespace EvoQuality.Benchmarks.Curves;

/// <summary>Reward, KL and entropy by step, ours and TRL's: every run thin, the mean over runs thick.</summary>
internal static class CurveChart
{
    private const int Width = 330, Height = 230, Left = 46, Top = 34, Gap = 24;
    private static readonly (string Name, Func<CurvePoint, double> Value)[] Panels =
        [("reward", p => p.Reward), ("KL to the reference, nats per token", p => p.Kl), ("entropy, nats per token", p => p.Entropy)];

    public static string Svg(IReadOnlyList<CurvePoint> ours, IReadOnlyList<CurvePoint> trl)
    {
        var text = new StringBuilder();
        var (width, height) = ((Panels.Length * (Left + Width + Gap)) + Gap, Height + Top + 60);
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (var i = 0; i < Panels.Length; i++) Panel(text, i, ours, trl);
        return text.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder text, int index, IReadOnlyList<CurvePoint> ours, IReadOnlyList<CurvePoint> trl)
    {
        var (name, value) = Panels[index];
        var x = (index * (Left + Width + Gap)) + Left;
        var (low, high) = (Math.Min(0, ours.Concat(trl).Min(value)), ours.Concat(trl).Max(value));
        var steps = ours.Concat(trl).Max(p => p.Step);
        string Points(IEnumerable<(int Step, double Value)> curve) => string.Join(' ', curve.Select(p => FormattableString.Invariant(
            $"{x + (Width * (p.Step - 1.0) / Math.Max(1, steps - 1)):F1},{Top + Height - (Height * (p.Value - low) / (high - low)):F1}")));
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{Top - 12}\" font-weight=\"bold\">{name}</text><rect x=\"{x}\" y=\"{Top}\" width=\"{Width}\" height=\"{Height}\" fill=\"none\" stroke=\"#999\"/>\n");
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x - 6}\" y=\"{Top + 10}\" text-anchor=\"end\">{high:G2}</text><text x=\"{x - 6}\" y=\"{Top + Height}\" text-anchor=\"end\">{low:G2}</text>");
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{Top + Height + 16}\">1</text><text x=\"{x + Width}\" y=\"{Top + Height + 16}\" text-anchor=\"end\">{steps}</text><text x=\"{x + (Width / 2)}\" y=\"{Top + Height + 16}\" text-anchor=\"middle\">step</text>\n");
        foreach (var (side, colour, label, place) in new[] { (ours, "#0072B2", "EvoQuality", 0), (trl, "#D55E00", "TRL", 120) })
        {
            foreach (var run in side.GroupBy(p => p.Seed))
                text.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"0.8\" opacity=\"0.35\" points=\"{Points(run.Select(p => (p.Step, value(p))))}\"/>\n");
            text.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.2\" points=\"{Points(side.GroupBy(p => p.Step).OrderBy(g => g.Key).Select(g => (g.Key, g.Average(value))))}\"/>\n");
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + place}\" y=\"{Top + Height + 38}\" fill=\"{colour}\">{label} ({side.GroupBy(p => p.Seed).Count()} runs)</text>\n");
        }
    }
}
