using System.Globalization;
using System.Text.RegularExpressions;

namespace EvoQuality.Language;

/// <summary>
/// Reads the answer out of a completion (decoded without control tokens). The answer stands in the last
/// <c>\boxed{…}</c>, wherever it is; without a box, after the last <c>&lt;/think&gt;</c>; without tags, in the whole
/// text. A completion cut off inside its reasoning or its box has no answer. What cannot be read is null: an
/// abstention or parse failure, to be counted; never an exception, never a guess.
/// </summary>
public static partial class AnswerParser
{
    private const string ThinkOpen = "<think>", ThinkClose = "</think>", BoxOpen = "\\boxed{";

    /// <summary>
    /// 0 or 1 when the answer is exactly that digit, with blanks around and one full stop after it allowed; anything
    /// else ("image 1", "0 or 1", "2") is an abstention.
    /// </summary>
    public static int? Vote(string completion) =>
        AnswerText(completion) is { } answer && StandaloneVote().Match(answer) is { Success: true } match
            ? match.Groups[1].ValueSpan[0] - '0'
            : null;

    /// <summary>
    /// The first signed decimal of the answer ("3.52/5" gives 3.52), if it lies in 1..5; outside it is a parse failure.
    /// </summary>
    public static double? Score(string completion) =>
        AnswerText(completion) is { } answer && SignedDecimal().Match(answer) is { Success: true } match
        && double.Parse(match.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture) is var score and >= 1 and <= 5
            ? score
            : null;

    private static string? AnswerText(string completion)
    {
        ArgumentNullException.ThrowIfNull(completion);
        var (opened, closed) = (LastIndex(completion, ThinkOpen), LastIndex(completion, ThinkClose));
        if (opened > closed) return null;
        var box = LastIndex(completion, BoxOpen);
        if (box >= 0) return BoxContent(completion, box + BoxOpen.Length);
        return closed >= 0 ? completion[(closed + ThinkClose.Length)..] : completion;
    }

    /// <summary>From <paramref name="start"/> to the brace that closes the box, or null when none does.</summary>
    private static string? BoxContent(string text, int start)
    {
        var depth = 1;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            if (text[i] == '}' && --depth == 0) return text[start..i];
        }

        return null;
    }

    private static int LastIndex(string text, string value) => text.LastIndexOf(value, StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*([01])\s*\.?\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex StandaloneVote();

    [GeneratedRegex(@"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex SignedDecimal();
}
