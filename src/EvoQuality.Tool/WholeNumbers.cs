using System.CommandLine;

namespace EvoQuality.Tool;

/// <summary>Bounds of options that are whole numbers, held before a command begins; a word in place of a number is the parser's own error.</summary>
internal static class WholeNumbers
{
    /// <summary>The same option of <c>int</c> or <c>int?</c>, which now refuses what lies outside of <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<T> Within<T>(this Option<T> option, int least, int most = int.MaxValue)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var n) && (n < least || n > most))
                result.AddError($"{option.Name} is {n}; expected {(most == int.MaxValue ? $"{least} or more" : $"{least} to {most}")}.");
        });
        return option;
    }

    /// <summary>The same option, which now refuses what is no multiple of <paramref name="unit"/>, 1 or more of it.</summary>
    public static Option<int> InUnitsOf(this Option<int> option, int unit)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var n) && (n < unit || n % unit != 0))
                result.AddError($"{option.Name} is {n}; expected a multiple of {unit}.");
        });
        return option;
    }
}
