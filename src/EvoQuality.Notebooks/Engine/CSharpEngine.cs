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

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly CellOutputs _outputs = new();
    private readonly CellGlobals _globals;
    private readonly PackageDirectives _packages;
    private ScriptOptions _options;
    private CellThread _thread = new();
    private ScriptState<object>? _state;
    private int _count;

    /// <summary>Prepares an engine; nothing is compiled yet.</summary>
    /// <param name="folder">Folder that <c>#r "path.dll"</c> is relative to: the notebook's.</param>
    /// <param name="runFolder">What cells read as <c>RunFolder</c>.</param>
    /// <param name="packageFolder">Where restored packages are remembered; without it the person's cache folder.</param>
    public CSharpEngine(string folder, string runFolder, string? packageFolder = null)
    {
        _globals = new CellGlobals(_outputs, Path.GetFullPath(runFolder));
        _packages = new PackageDirectives(Path.GetFullPath(folder), packageFolder ?? PackageRestore.DefaultFolder);
        _options = ScriptOptions.Default
            .WithReferences(HostAssemblies.Visible.Select(CellReferenceResolver.Reference))
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

    /// <summary>A cell asked for its output to be cleared; true: not before its next output. Raised on the cell's thread.</summary>
    public event Action<bool>? OutputCleared
    {
        add => _outputs.Cleared += value;
        remove => _outputs.Cleared -= value;
    }

    /// <summary>How many cells have been counted.</summary>
    public int Count => _count;

    /// <summary>True while code of a cell runs; false also while it awaits something.</summary>
    public bool Busy => _thread.Busy;

    /// <summary>True once a cell has read <c>Cancellation</c>, so that something may stop by itself when asked to.</summary>
    internal bool HandsOutCancellation => _globals.CancellationWasRead;

    /// <summary>Answers a cell's <c>input</c>; without it there is nobody to ask.</summary>
    internal Func<string, bool, string>? Input
    {
        set => _globals.Answer = value;
    }

    /// <summary>What the next cell is compiled with: references, resolver, imports.</summary>
    internal ScriptOptions Options => _options;

    /// <summary>The cells that ran and left something for later ones, as they were compiled, for an editor to build on.</summary>
    internal event Action<string>? CellRan;

    /// <summary>Runs one cell. A fault in the cell is part of the result, not an exception.</summary>
    /// <param name="code">The text of the cell.</param>
    /// <param name="cancellation">What the cell sees as <c>Cancellation</c>; loops of the cell end by it too.</param>
    /// <param name="abandon">Breaks off a cell that does not stop; the next one runs on a new thread.</param>
    public Task<CellResult> RunAsync(string code, CancellationToken cancellation = default, CancellationToken abandon = default) =>
        RunAsync(code, ++_count, cancellation, abandon);

    /// <summary>The same for what is no cell of the notebook: it is not counted.</summary>
    public Task<CellResult> RunAsideAsync(string code, CancellationToken cancellation = default, CancellationToken abandon = default) =>
        RunAsync(code, _count, cancellation, abandon);

    /// <summary>From now on no chart has the name of one of another session, whose outputs may be on the same page.</summary>
    internal void NameChartsBySession() => _outputs.NameChartsBySession();

    /// <summary>Loads the compiler, which the first cell would wait for. Nothing runs; from any thread.</summary>
    internal void WarmUp() => CSharpScript.Create<object>("1 + 1", _options, typeof(CellGlobals)).Compile();

    /// <summary>Ends the thread once the running cell is done.</summary>
    public void Dispose() => _thread.Dispose();

    private async Task<CellResult> RunAsync(string code, int number, CancellationToken cancellation, CancellationToken abandon)
    {
        ArgumentNullException.ThrowIfNull(code);
        LoopGuard.Reset();
        using var stop = cancellation.Register(LoopGuard.Stop);
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
            LoopGuard.Stop(); // also for what the cell started on other threads
            error = await _thread.BreakOffAsync(Patience).ConfigureAwait(false) ? CellFault.Stopped("") : CellFault.LeftBehind();
            _thread = new CellThread();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            error = CellFault.Stopped(""); // before it ran: while packages were restored or code compiled
        }
        catch (Exception e) // before it ran: a path with a character that paths do not have, for instance
        {
            error = CellFault.FromException(e, $"cell {number}", code);
        }
        if (error is not null) _outputs.Add(CellOutput.Error(error));
        return new CellResult(number, _outputs.Take(), value, error);
    }

    private async Task<(object? Value, CellError? Error)> ExecuteAsync(
        string source, int number, CancellationToken cancellation)
    {
        if (LanguageMark.Foreign(source) is { } language) return (null, CellFault.OtherLanguage(language, source));
        var (plain, references, missing) = await _packages.AcceptAsync(LanguageMark.WithoutMark(source), text => _outputs.Write("stderr", text), cancellation);
        if (missing is not null) return (null, missing);
        if (references.Count > 0) _options = _options.AddReferences(references.Select(CellReferenceResolver.Reference));

        var code = GuardedLoops.Of(plain);
        var fileName = $"cell {number}";
        var options = _options.WithFilePath(fileName);
        var script = _state is null
            ? CSharpScript.Create<object>(code, options, typeof(CellGlobals))
            : _state.Script.ContinueWith<object>(code, options);
        var faults = script.Compile(cancellation).Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        if (faults.Count > 0) return (null, CellFault.FromCompiler(faults, source));
        var leavesTrace = CellTrace.Left(plain);
        if (leavesTrace) CellRan?.Invoke(plain);

        _globals.Cancellation = cancellation;
        var thread = _thread;
        var state = _state is null
            ? await script.RunAsync(_globals, catchException: _ => true, CancellationToken.None)
            : await script.RunFromAsync(_state, catchException: _ => true, CancellationToken.None);
        if (thread != _thread) return (null, null); // left behind in the meantime: what it made is not wanted any more
        if (leavesTrace || _state is null) _state = state;
        return state.Exception switch
        {
            null => Show(state.ReturnValue, number, fileName, source),
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
