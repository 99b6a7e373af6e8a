using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EvoQuality.Notebooks;

/// <summary>
/// C# literals of the kinds a parameter may have: int, long, float, double, decimal, bool and string.
/// </summary>
internal static class LiteralOf
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;

    /// <summary>
    /// The kind a declaration has: its type, or for <c>var</c> that of the literal; null if it is no literal.
    /// </summary>
    public static string? Kind(TypeSyntax type, ExpressionSyntax initializer)
    {
        var literal = initializer is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus
            ? minus.Operand : initializer;
        if (literal is not LiteralExpressionSyntax syntax) return null;
        var value = syntax.RawKind == (int)SyntaxKind.NullLiteralExpression ? null : syntax.Token.Value;
        if (type.IsVar) return Supported(NameOf(value));
        if (value is null && type is not NullableTypeSyntax) return null;
        return Supported(type.ToString().TrimEnd('?'));
    }

    /// <summary>The value as C# source; null if it is not of that kind.</summary>
    public static string? Value(string kind, string text) => kind switch
    {
        "int" => int.TryParse(text, Whole, null, out var number) ? number.ToString() : null,
        "long" => long.TryParse(text, Whole, null, out var number) ? number + "L" : null,
        "double" => double.TryParse(text, NumberStyles.Float, null, out var number) && double.IsFinite(number)
            ? Fractional(text) : null,
        "float" => float.TryParse(text, NumberStyles.Float, null, out var number) && float.IsFinite(number)
            ? text.TrimEnd('.') + "f" : null,
        "decimal" => decimal.TryParse(text, NumberStyles.Float, null, out var number) ? number + "m" : null,
        "bool" => bool.TryParse(text, out var truth) ? (truth ? "true" : "false") : null,
        "string" => SymbolDisplay.FormatLiteral(text, quote: true),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of literal."),
    };

    /// <summary>What a person should write for the kind.</summary>
    public static string Describe(string kind) => kind switch
    {
        "int" or "long" => $"a whole number ({kind})",
        "bool" => "true or false",
        _ => $"a number ({kind})",
    };

    // As the person wrote it, but never an int: 1 becomes 1.0.
    private static string Fractional(string text) =>
        text.TrimEnd('.') is var number && number.AsSpan().ContainsAny(".eE") ? number : number + ".0";

    private static string NameOf(object? value) => value switch
    {
        int => "int",
        long => "long",
        float => "float",
        double => "double",
        decimal => "decimal",
        bool => "bool",
        string => "string",
        _ => "",
    };

    private static string? Supported(string kind) =>
        kind is "int" or "long" or "float" or "double" or "decimal" or "bool" or "string" ? kind : null;
}
