using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EvoQuality.Notebooks;

/// <summary>
/// Whether a cell leaves something for later cells: a variable, a method, a type, a <c>using</c>. One that does not need not stand
/// in the chain that later cells are compiled against, and the chain is what costs time and memory.
/// </summary>
internal static class CellTrace
{
    private static readonly CSharpParseOptions Script = CSharpParseOptions.Default.WithKind(SourceCodeKind.Script);

    /// <summary>True unless it is certain that later cells cannot tell whether this one ran, but by what it did.</summary>
    public static bool Left(string code)
    {
        var root = CSharpSyntaxTree.ParseText(code, Script).GetCompilationUnitRoot();
        return root.ContainsDirectives || root.Usings.Count > 0 || root.Externs.Count > 0 || root.AttributeLists.Count > 0
            || root.Members.Any(m => m is not GlobalStatementSyntax { Statement: not LocalDeclarationStatementSyntax })
            || root.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Any(); // M(out var x), o is T x
    }
}
