using System.Text.RegularExpressions;

namespace EvoQuality.Language;

/// <summary>Finds added tokens in text, leftmost first and the longest of those that start together.</summary>
internal sealed class AddedTokenFinder(IEnumerable<string> contents)
{
    private readonly Regex _any = new(
        string.Join('|', contents.OrderByDescending(content => content.Length).Select(Regex.Escape)),
        RegexOptions.CultureInvariant);

    /// <summary>The text's pieces in order, each with whether it is an added token.</summary>
    public IEnumerable<(string Piece, bool IsAdded)> Split(string text)
    {
        var start = 0;
        foreach (Match match in _any.Matches(text))
        {
            if (match.Index > start) yield return (text[start..match.Index], false);
            yield return (match.Value, true);
            start = match.Index + match.Length;
        }

        if (start < text.Length) yield return (text[start..], false);
    }
}
