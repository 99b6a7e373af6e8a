using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EvoQuality.Notebooks;

/// <summary>
/// The cell tagged <c>parameters</c>: its declarations <c>var name = literal;</c> (or with a type) can be
/// given other values before a run. The new value is written into the cell, so the notebook that ran says
/// what it ran with.
/// </summary>
public static class ParameterCell
{
    /// <summary>The tag that marks the cell.</summary>
    public const string Tag = "parameters";

    /// <summary>Replaces initial values.</summary>
    /// <param name="notebook">Notebook with one cell tagged <see cref="Tag"/>.</param>
    /// <param name="settings">Texts <c>name=value</c>; a string needs no quotes.</param>
    /// <exception cref="ArgumentException">A setting is not of that form, names no parameter, or its value is of the wrong kind.</exception>
    public static void Apply(NotebookDocument notebook, IReadOnlyList<string> settings)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Count == 0) return;
        var cell = notebook.Cells.FirstOrDefault(c => c.IsCode && c.Tags.Contains(Tag))
                   ?? throw new ArgumentException($"--set {settings[0]}: the notebook has no cell tagged '{Tag}'.");
        foreach (var setting in settings) cell.Source = Replace(cell.Source, setting);
    }

    /// <summary>The parameters of a cell, in order: name and initial value as written.</summary>
    public static IReadOnlyList<(string Name, string Value)> Read(string source) =>
        [.. Declarations(source).Select(p => (p.Name, p.Initializer.ToString()))];

    private static string Replace(string source, string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1) throw new ArgumentException($"--set {setting}: expected name=value.");
        var (name, value) = (setting[..equals].Trim(), setting[(equals + 1)..].Trim());

        var declarations = Declarations(source);
        var (_, initializer, kind) = declarations.FirstOrDefault(p => p.Name == name);
        if (initializer is null)
        {
            var names = declarations.Count == 0 ? "no parameter at all" : string.Join(", ", declarations.Select(p => p.Name));
            throw new ArgumentException($"--set {setting}: there is no parameter '{name}'; the notebook has {names}.");
        }
        var literal = LiteralOf.Value(kind, value)
            ?? throw new ArgumentException($"--set {setting}: {name} is {LiteralOf.Describe(kind)}, found '{value}'.");
        return source[..initializer.SpanStart] + literal + source[initializer.Span.End..];
    }

    private static List<(string Name, ExpressionSyntax Initializer, string Kind)> Declarations(string source)
    {
        var options = CSharpParseOptions.Default.WithKind(Microsoft.CodeAnalysis.SourceCodeKind.Script);
        var members = CSharpSyntaxTree.ParseText(source, options).GetCompilationUnitRoot().Members;
        return
        [
            .. from field in members.OfType<FieldDeclarationSyntax>()
               from variable in field.Declaration.Variables
               let initializer = variable.Initializer?.Value
               where initializer is not null
               let kind = LiteralOf.Kind(field.Declaration.Type, initializer)
               where kind is not null
               select (variable.Identifier.ValueText, initializer, kind),
        ];
    }
}
