using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EvoQuality.Notebooks;

/// <summary>
/// C# source as HTML with light colouring from the syntax tree: keywords, texts, numbers, comments, types,
/// calls.
/// </summary>
internal static class CodeColours
{
    public static string Html(string source)
    {
        var options = CSharpParseOptions.Default.WithKind(SourceCodeKind.Script);
        var html = new StringBuilder();
        foreach (var token in CSharpSyntaxTree.ParseText(source, options).GetRoot().DescendantTokens(descendIntoTrivia: false))
        {
            foreach (var trivia in token.LeadingTrivia) Append(html, ClassOf(trivia), trivia.ToFullString());
            Append(html, ClassOf(token), token.Text);
            foreach (var trivia in token.TrailingTrivia) Append(html, ClassOf(trivia), trivia.ToFullString());
        }
        return html.ToString();
    }

    private static void Append(StringBuilder html, string? cssClass, string text)
    {
        var encoded = WebUtility.HtmlEncode(text);
        if (cssClass is null || text.Length == 0) html.Append(encoded);
        else html.Append($"<span class=\"{cssClass}\">{encoded}</span>");
    }

    private static string? ClassOf(SyntaxTrivia trivia) =>
        trivia.IsDirective ? "c-d"
        : trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia ? "c-c"
        : null;

    private static string? ClassOf(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.IdentifierToken => ClassOfName(token),
        SyntaxKind.NumericLiteralToken => "c-n",
        SyntaxKind.CharacterLiteralToken or SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringEndToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken => "c-s",
        var kind when SyntaxFacts.IsKeywordKind(kind) => "c-k",
        _ => null,
    };

    private static string? ClassOfName(SyntaxToken token) => token.Parent switch
    {
        IdentifierNameSyntax { IsVar: true } => "c-k",
        IdentifierNameSyntax { Identifier.Text: "await" } => "c-k",
        BaseTypeDeclarationSyntax => "c-t",
        SimpleNameSyntax { Parent: InvocationExpressionSyntax } => "c-f",
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access } name
            when access.Name == name && call.Expression == access => "c-f",
        SimpleNameSyntax
        {
            Parent: ObjectCreationExpressionSyntax or VariableDeclarationSyntax or ParameterSyntax
            or TypeArgumentListSyntax or ArrayTypeSyntax or NullableTypeSyntax
        } => "c-t",
        _ => null,
    };
}
