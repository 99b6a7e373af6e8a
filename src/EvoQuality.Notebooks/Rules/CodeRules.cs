using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EvoQuality.Notebooks;

/// <summary>A notebook tells, the library computes: no types, no long methods or loops, nothing but plain scripting.</summary>
internal static partial class CodeRules
{
    private const int LongestBlock = 5;
    private static readonly CSharpParseOptions Script = CSharpParseOptions.Default.WithKind(SourceCodeKind.Script);

    public static IEnumerable<RuleBreach> Check(IReadOnlyList<Cell> cells) =>
        cells.Index().Where(c => c.Item.IsCode).SelectMany(c => Check(c.Item, c.Index + 1));

    private static IEnumerable<RuleBreach> Check(Cell cell, int number)
    {
        var foreign = LanguageMark.Foreign(cell.Source) ?? (Cell.IsCSharp(cell.Language ?? "csharp") ? null : cell.Language);
        if (foreign is not null)
        {
            yield return new("portable", number, $"expected C#, found {foreign}");
            yield break;
        }
        if (cell.Source.Split('\n').FirstOrDefault(l => l.StartsWith("#!", StringComparison.Ordinal) || l.StartsWith('%')) is { } magic)
            yield return new("portable", number, $"expected no magic but #r, found '{magic}'");
        if (cell.Source.Split('\n').Any(l => TopLevelUsing().IsMatch(l)))
            yield return new("portable", number, "'using var' at the top of a cell ends with the cell in one kernel and never in another: use a using block");
        var root = CSharpSyntaxTree.ParseText(cell.Source, Script).GetRoot();
        foreach (var node in root.DescendantNodes())
        {
            if (Breach(node) is { } breach) yield return new(breach.Rule, number, breach.Message);
        }
    }

    private static (string Rule, string Message)? Breach(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => ("logic", $"the type {type.Identifier.ValueText} belongs into the library"),
        MethodDeclarationSyntax method when Lines(method) > LongestBlock =>
            ("logic", $"{method.Identifier.ValueText} has {Lines(method)} lines; a method in a cell has at most {LongestBlock}, longer ones belong into the library"),
        LocalFunctionStatementSyntax method when Lines(method) > LongestBlock =>
            ("logic", $"{method.Identifier.ValueText} has {Lines(method)} lines; a method in a cell has at most {LongestBlock}, longer ones belong into the library"),
        ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax when Lines(node) > LongestBlock =>
            ("logic", $"a loop of {Lines(node)} lines; at most {LongestBlock}, longer ones belong into the library"),
        _ => null,
    };

    private static int Lines(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    // An alias (using A = B;) has one word before the sign.
    [GeneratedRegex(@"^using +[\w.<>]+ +\w+ *=")]
    private static partial Regex TopLevelUsing();
}
