using System.Text.RegularExpressions;

namespace EvoQuality.Notebooks;

/// <summary>A first line like <c>#!fsharp</c>, by which upstream's notebooks choose a language for one cell.</summary>
internal static partial class LanguageMark
{
    /// <summary>The language a cell names in its first line that says something, if it is not C#; null otherwise.</summary>
    public static string? Foreign(string code) =>
        Mark().Match(code) is { Success: true } mark && mark.Groups["language"].Value.ToLowerInvariant() is var language && language is not ("csharp" or "c#" or "cs")
            ? language
            : null;

    /// <summary>The code with a mark of C# emptied; line numbers stay.</summary>
    public static string WithoutMark(string code) => Mark().Replace(code, "$1", 1);

    [GeneratedRegex(@"\A(\s*)#!(?<language>[A-Za-z#]+)[^\n]*")]
    private static partial Regex Mark();
}
