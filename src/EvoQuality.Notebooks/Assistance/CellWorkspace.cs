using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Text;

namespace EvoQuality.Notebooks;

/// <summary>
/// The cells that ran, as Roslyn's editor services want them: a chain of submissions, so that the cell being written sees
/// every variable, type and <c>using</c> before it.
/// </summary>
internal sealed class CellWorkspace : IDisposable
{
    private static readonly CSharpParseOptions Script =
        CSharpParseOptions.Default.WithKind(SourceCodeKind.Script).WithDocumentationMode(DocumentationMode.Parse);

    private readonly AdhocWorkspace _workspace = new(MefHostServices.DefaultHost);
    private readonly Lock _gate = new();
    private Solution _solution;
    private ProjectId? _last;
    private int _count;

    public CellWorkspace() => _solution = _workspace.CurrentSolution;

    /// <summary>Adds a cell that ran.</summary>
    public void Add(string code, ScriptOptions options)
    {
        lock (_gate)
        {
            (_solution, var document) = With(code, options);
            _last = document.ProjectId;
        }
    }

    /// <summary>The cell being written, after all that ran; it is not kept.</summary>
    public async Task<Document> DraftAsync(string code, ScriptOptions options, CancellationToken cancellation)
    {
        Solution ran;
        ProjectId? last;
        lock (_gate) (ran, last) = (_solution, _last);
        // Compiled here, the cells that ran are not compiled again for each draft that is built on them.
        if (last is not null) await ran.GetProject(last)!.GetCompilationAsync(cancellation);
        lock (_gate)
        {
            var (solution, document) = With(code, options);
            return solution.GetDocument(document)!;
        }
    }

    public void Dispose() => _workspace.Dispose();

    private (Solution Solution, DocumentId Document) With(string code, ScriptOptions options)
    {
        var project = ProjectId.CreateNewId();
        var document = DocumentId.CreateNewId(project);
        var name = $"cell{++_count}";
        var compilation = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            usings: _last is null ? options.Imports : [], // later cells inherit them
            allowUnsafe: true,
            metadataReferenceResolver: options.MetadataResolver,
            nullableContextOptions: NullableContextOptions.Disable);
        var solution = _solution.AddProject(ProjectInfo.Create(
                project, VersionStamp.Default, name, name, LanguageNames.CSharp,
                compilationOptions: compilation, parseOptions: Script,
                projectReferences: _last is null ? [] : [new ProjectReference(_last)],
                metadataReferences: options.MetadataReferences,
                isSubmission: true, hostObjectType: typeof(CellGlobals)))
            .AddDocument(document, name, SourceText.From(code));
        return (solution, document);
    }
}
