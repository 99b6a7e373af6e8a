using System.Net;

namespace EvoQuality.Notebooks;

/// <summary>
/// The part of TeX that the notebooks' formulas use, as MathML, which browsers draw without a script. A
/// formula with a command that is not known is shown as its source, never half converted.
/// </summary>
internal static class TexMath
{
    /// <param name="tex">A formula without its dollar signs.</param>
    /// <param name="display">True for a formula on its own line.</param>
    public static string Html(string tex, bool display)
    {
        var source = tex.Trim();
        try
        {
            var rows = new TexParser(source).Parse();
            var mode = display ? " display=\"block\"" : "";
            return $"<math{mode}><semantics><mrow>{rows}</mrow>" +
                   $"<annotation encoding=\"application/x-tex\">{WebUtility.HtmlEncode(source)}</annotation></semantics></math>";
        }
        catch (FormatException)
        {
            var tag = display ? "div" : "span";
            return $"<{tag} class=\"tex\">{WebUtility.HtmlEncode(source)}</{tag}>";
        }
    }
}
