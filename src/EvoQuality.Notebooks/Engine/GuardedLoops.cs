using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EvoQuality.Notebooks;

/// <summary>Writes <see cref="LoopGuard.Check"/> into the loops of a cell; every line stays where it was.</summary>
internal static class GuardedLoops
{
    private const string Guard = " global::EvoQuality.Notebooks.LoopGuard.Check();";
    private static readonly CSharpParseOptions Script = CSharpParseOptions.Default.WithKind(SourceCodeKind.Script);

    /// <summary>The code with guards; unchanged if it does not parse, so that faults are told about what the person wrote.</summary>
    public static string Of(string code)
    {
        var root = CSharpSyntaxTree.ParseText(code, Script).GetRoot();
        if (root.ContainsDiagnostics) return code;
        var inserts = root.DescendantNodes().SelectMany(Inserts).OrderByDescending(i => i.Position).ToList();
        if (inserts.Count == 0) return code;
        var text = new StringBuilder(code);
        foreach (var (position, insert) in inserts) text.Insert(position, insert);
        return text.ToString();
    }

    private static IEnumerable<(int Position, string Text)> Inserts(SyntaxNode node) => node switch
    {
        WhileStatementSyntax loop => Around(loop.Statement),
        DoStatementSyntax loop => Around(loop.Statement),
        ForStatementSyntax loop => Around(loop.Statement),
        CommonForEachStatementSyntax loop => Around(loop.Statement),
        LabeledStatementSyntax label => [(label.ColonToken.Span.End, Guard)],
        _ => [],
    };

    // An empty statement gets braces too: while (true);
    private static IEnumerable<(int Position, string Text)> Around(StatementSyntax body) => body is BlockSyntax block
        ? [(block.OpenBraceToken.Span.End, Guard)]
        : [(body.SpanStart, "{" + Guard + " "), (body.Span.End, " }")];
}
