using System.Text;

namespace EvoQuality.Language;

/// <summary>
/// Unicode normalization form C (UAX 15). Our own because the application runs with invariant globalization, where
/// <see cref="string.Normalize()"/> returns its argument unchanged: an "é" typed as e + accent would get other ids
/// than the model was trained with.
/// </summary>
internal static class UnicodeFormC
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28, HangulCount = LeadCount * VowelCount * TrailCount;

    /// <summary>The text in form C; half surrogate pairs become U+FFFD.</summary>
    public static string Normalize(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF')) return text;
        var codes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, codes);
        Order(codes);
        Compose(codes);
        var builder = new StringBuilder(text.Length);
        foreach (var code in codes) builder.Append(new Rune(code).ToString());
        return builder.ToString();
    }

    private static void Decompose(int code, List<int> into)
    {
        if (code - HangulBase is var syllable and >= 0 and < HangulCount)
        {
            into.Add(LeadBase + (syllable / (VowelCount * TrailCount)));
            into.Add(VowelBase + (syllable / TrailCount % VowelCount));
            if (syllable % TrailCount is var trail and > 0) into.Add(TrailBase + trail);
        }
        else if (UnicodeFormCTable.Parts.TryGetValue(code, out var parts))
        {
            Decompose(parts.First, into);
            if (parts.Second is { } second) into.Add(second);
        }
        else
        {
            into.Add(code);
        }
    }

    /// <summary>Stable sort of each run of marks by combining class.</summary>
    private static void Order(List<int> codes)
    {
        for (var i = 1; i < codes.Count; i++)
        {
            var (code, rank) = (codes[i], Class(codes[i]));
            var j = i;
            for (; rank > 0 && j > 0 && Class(codes[j - 1]) > rank; j--) codes[j] = codes[j - 1];
            codes[j] = code;
        }
    }

    /// <summary>Joins each mark with its starter unless a mark of the same or a higher class stands between.</summary>
    private static void Compose(List<int> codes)
    {
        var (starter, kept, lastClass) = (-1, 0, 0);
        foreach (var code in codes.ToArray())
        {
            var rank = Class(code);
            var blocked = starter < kept - 1 && lastClass >= rank;
            if (starter >= 0 && !blocked && Join(codes[starter], code) is { } joined)
            {
                codes[starter] = joined;
                continue;
            }

            if (rank == 0) starter = kept;
            lastClass = rank;
            codes[kept++] = code;
        }

        codes.RemoveRange(kept, codes.Count - kept);
    }

    private static int? Join(int first, int second)
    {
        var (lead, vowel) = (first - LeadBase, second - VowelBase);
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
            return HangulBase + (((lead * VowelCount) + vowel) * TrailCount);
        var (syllable, trail) = (first - HangulBase, second - TrailBase);
        if (syllable is >= 0 and < HangulCount && syllable % TrailCount == 0 && trail is > 0 and < TrailCount)
            return first + trail;
        return UnicodeFormCTable.Joined.TryGetValue((first, second), out var joined) ? joined : null;
    }

    private static int Class(int code) => UnicodeFormCTable.Classes.GetValueOrDefault(code);
}
