namespace EvoQuality.Notebooks.Jupyter;

/// <summary>The protocol counts a cursor in Unicode code points, .NET in UTF-16 units.</summary>
internal static class CodePosition
{
    /// <summary>UTF-16 units before a code point; the end where there are fewer.</summary>
    public static int ToUtf16(string code, int codePoints)
    {
        var index = 0;
        for (; codePoints > 0 && index < code.Length; codePoints--)
            index += char.IsHighSurrogate(code[index]) && index + 1 < code.Length ? 2 : 1;
        return index;
    }

    /// <summary>Code points before a UTF-16 unit.</summary>
    public static int ToCodePoints(string code, int index)
    {
        var count = 0;
        for (var i = 0; i < index && i < code.Length; i++)
            if (!char.IsLowSurrogate(code[i])) count++;
        return count;
    }
}
