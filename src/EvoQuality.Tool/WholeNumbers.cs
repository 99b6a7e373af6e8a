using System.CommandLine;

namespace EvoQuality.Tool;

/// <summary>Bounds of options that are whole numbers, held before a command begins; a word in place of a number is the parser's own error.</summary>
internal static class WholeNumbers
{
    /// <summary>The same option, which now refuses what lies outside of <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<int> Within(this Option<int> option, int least, int most = int.MaxValue) => Bound(option, least, most);

    /// <inheritdoc cref="Within(Option{int}, int, int)"/>
    public static Option<int?> Within(this Option<int?> option, int least, int most = int.MaxValue) => Bound(option, least, most);

    private static T Bound<T>(T option, int least, int most)
        where T : Option
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var n) && (n < least || n > most))
                result.AddError($"{option.Name} is {n}; expected {(most == int.MaxValue ? $"{least} or more" : $"{least} to {most}")}.");
        });
        return option;
    }
}
