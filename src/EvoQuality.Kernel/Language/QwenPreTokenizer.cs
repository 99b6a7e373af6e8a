using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace EvoQuality.Language;

/// <summary>
/// Cuts text as Qwen2's published expression does, with each alternative tried in order:
/// <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>.
/// Written by hand because .NET expressions see UTF-16 units: a letter outside the basic plane would not be \p{L}.
/// </summary>
internal sealed class QwenPreTokenizer : PreTokenizer
{
    /// <summary>The published expression, written into tokenizer.json.</summary>
    public const string Expression =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private enum Kind { End, Letter, Number, Newline, Space, Other }

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Pieces(text);
    }

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => Pieces(text.ToString());

    private static IEnumerable<(int Offset, int Length)> Pieces(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = PieceEnd(text, start);
            yield return (start, end - start);
            start = end;
        }
    }

    private static int PieceEnd(string text, int start)
    {
        if (Contraction(text, start) is var contraction and > 0) return start + contraction;
        var (kind, next) = Look(text, start);
        if (kind == Kind.Letter) return SkipAll(text, next, Kind.Letter);
        if (kind is Kind.Space or Kind.Other && Look(text, next).Kind == Kind.Letter) return SkipAll(text, next, Kind.Letter);
        if (kind == Kind.Number) return next;

        var symbols = text[start] == ' ' ? next : start;
        if (Look(text, symbols).Kind == Kind.Other)
            return SkipAll(text, SkipAll(text, symbols, Kind.Other), Kind.Newline);
        return BlankEnd(text, start);
    }

    /// <summary>Blank run: through its last line break; else up to the blank that belongs to the next word; else all.</summary>
    private static int BlankEnd(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsWhiteSpace(text[end])) end++;
        var lastBreak = text.AsSpan(start, end - start).LastIndexOfAny('\r', '\n');
        if (lastBreak >= 0) return start + lastBreak + 1;
        return end < text.Length && end - start > 1 ? end - 1 : end;
    }

    private static int SkipAll(string text, int position, Kind wanted)
    {
        while (Look(text, position) is var (kind, next) && kind == wanted) position = next;
        return position;
    }

    private static (Kind Kind, int Next) Look(string text, int position)
    {
        if (position >= text.Length) return (Kind.End, position);
        if (text[position] is '\r' or '\n') return (Kind.Newline, position + 1);
        Rune.DecodeFromUtf16(text.AsSpan(position), out var rune, out var length);
        if (Rune.IsWhiteSpace(rune)) return (Kind.Space, position + length);
        var kind = Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        };
        return (kind, position + length);
    }

    private static int Contraction(string text, int start)
    {
        if (text[start] != '\'' || start + 1 >= text.Length) return 0;
        var first = Fold(text[start + 1]);
        if (first is 's' or 't' or 'm' or 'd') return 2;
        if (start + 2 >= text.Length) return 0;
        return (first, Fold(text[start + 2])) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 3 : 0;
    }

    /// <summary>Lower case; the long s folds to s, as Unicode case folding does.</summary>
    private static char Fold(char c) => c == '\u017F' ? 's' : char.ToLowerInvariant(c);
}
