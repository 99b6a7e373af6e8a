using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace EvoQuality.Notebooks;

/// <summary>
/// Runs C# cells one after another. Variables, methods, types and <c>using</c> directives of a cell are there
/// in the next. All cells run on one <see cref="CellThread"/>; one cell at a time.
/// </summary>
public sealed class CSharpEngine : IDisposable
{
    // What upstream's C# kernel imports.
    private static readonly string[] Imports =
        ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq"];

    private readonly CellThread _thread = new();
    private readonly CellOutputs _outputs = new();
    private readonly CellGlobals _globals;
    private readonly ScriptOptions _options;
    private ScriptState<object>? _state;
    private int _count;

    /// <summary>Prepares an engine; nothing is compiled yet.</summary>
    /// <param name="folder">Folder that <c>#r "path.dll"</c> is relative to: the notebook's.</param>
    /// <param name="runFolder">What cells read as <c>RunFolder</c>.</param>
    public CSharpEngine(string folder, string runFolder)
    {
        _globals = new CellGlobals(_outputs, Path.GetFullPath(runFolder));
        _options = ScriptOptions.Default
            .WithReferences(HostAssemblies.Visible.Select(path => MetadataReference.CreateFromFile(path)))
            .WithMetadataResolver(new CellReferenceResolver(Path.GetFullPath(folder)))
            .WithImports(Imports)
            .WithEmitDebugInformation(true) // for the line of an error
            .WithFileEncoding(Encoding.UTF8)
            .WithAllowUnsafe(true);
    }

    /// <summary>A cell wrote, displayed, returned a value or failed. Raised on the thread it happened on.</summary>
    public event Action<CellOutput>? OutputAdded
    {
        add => _outputs.Added += value;
        remove => _outputs.Added -= value;
    }

    /// <summary>A display changed its value. Raised on the thread it happened on.</summary>
    public event Action<CellOutput>? OutputUpdated
    {
        add => _outputs.Updated += value;
        remove => _outputs.Updated -= value;
    }

    /// <summary>Runs one cell. A fault in the cell is part of the result, not an exception.</summary>
    /// <param name="code">The text of the cell.</param>
    /// <param name="cancellation">What the cell sees as <c>Cancellation</c>.</param>
    /// <param name="abandon">Gives up on a cell that does not look at <c>Cancellation</c>; the engine is of no use afterwards.</param>
    public async Task<CellResult> RunAsync(
        string code, CancellationToken cancellation = default, CancellationToken abandon = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        var number = ++_count;
        using var capture = new ConsoleCapture(_outputs);
        object? value = null;
        CellError? error;
        try
        {
            (value, error) = await _thread.InvokeAsync(() => ExecuteAsync(code, number, cancellation))
                .WaitAsync(abandon).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            error = CellFault.Stopped("");
        }
        if (error is not null) _outputs.Add(CellOutput.Error(error));
        return new CellResult(number, _outputs.Take(), value, error);
    }

    /// <summary>Ends the thread once the running cell is done.</summary>
    public void Dispose() => _thread.Dispose();

    private async Task<(object? Value, CellError? Error)> ExecuteAsync(
        string source, int number, CancellationToken cancellation)
    {
        var (code, missing) = PackageDirectives.Accept(source);
        if (missing is not null) return (null, missing);

        var fileName = $"cell {number}";
        var options = _options.WithFilePath(fileName);
        var script = _state is null
            ? CSharpScript.Create<object>(code, options, typeof(CellGlobals))
            : _state.Script.ContinueWith<object>(code, options);
        var faults = script.Compile(CancellationToken.None).Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        if (faults.Count > 0) return (null, CellFault.FromCompiler(faults, source));

        _globals.Cancellation = cancellation;
        _state = _state is null
            ? await script.RunAsync(_globals, catchException: _ => true, CancellationToken.None)
            : await script.RunFromAsync(_state, catchException: _ => true, CancellationToken.None);
        return _state.Exception switch
        {
            null => Show(_state.ReturnValue, number, fileName, source),
            var e when ErrorText.Cause(e) is OperationCanceledException && cancellation.IsCancellationRequested =>
                (null, CellFault.Stopped(e.ToString())),
            var e => (null, CellFault.FromException(e, fileName, source)),
        };
    }

    // A formatter that fails is the cell's fault too.
    private (object? Value, CellError? Error) Show(object? value, int number, string fileName, string source)
    {
        try
        {
            if (value is not null) _outputs.AddResult(value, number);
            return (value, null);
        }
        catch (Exception e)
        {
            return (value, CellFault.FromException(e, fileName, source));
        }
    }
}
