using System.Diagnostics;

namespace EvoQuality.Notebooks;

/// <summary>
/// Runs a notebook from its first cell to its last without Jupyter, stops at the first failing cell, and
/// leaves the notebook with outputs and a page that needs no network. Both are also written when a cell fails
/// or the run is stopped.
/// </summary>
public sealed class NotebookRunner
{
    private readonly RunRequest _request;
    private readonly NotebookDocument _notebook;
    private readonly List<(Cell Cell, string Title)> _cells;
    private readonly List<(string Cell, string Language)> _skipped;

    /// <summary>Reads the notebook, sets its parameters and opens the output folder; runs nothing.</summary>
    /// <exception cref="ArgumentException">A setting is wrong, or the folder cannot be written to.</exception>
    /// <exception cref="FileNotFoundException">There is no such notebook.</exception>
    /// <exception cref="InvalidDataException">The file is not a C# notebook.</exception>
    public NotebookRunner(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _request = request;
        _notebook = NotebookDocument.Load(request.Notebook);
        ParameterCell.Apply(_notebook, request.Settings);
        _cells = [.. CellTitles.Of(_notebook)];
        _skipped = [.. _cells.Where(c => Foreign(c.Cell) is not null).Select(c => (c.Cell.FirstLine, Foreign(c.Cell)!))];
        if (_skipped is [var (cell, language), ..] && !request.SkipOtherLanguages)
        {
            throw new InvalidDataException(
                $"{request.Notebook}: the cell '{cell}' is in {language}; expected C#. With --other-languages skip it is passed over.");
        }
        _cells.RemoveAll(c => Foreign(c.Cell) is not null);
        RunFolder.Prepare(request.OutputFolder, "--out");
        if (request.InPlace) RunFolder.Prepare(Path.GetDirectoryName(Path.GetFullPath(request.Notebook))!, "--in-place");
    }

    /// <summary>Runs the cells.</summary>
    /// <param name="listener">Told what happens.</param>
    /// <param name="cancellation">Given to cells as <c>Cancellation</c>; no further cell starts.</param>
    /// <param name="abandon">Also gives up on the running cell.</param>
    public async Task<RunReport> RunAsync(
        IRunListener listener, CancellationToken cancellation = default, CancellationToken abandon = default)
    {
        ArgumentNullException.ThrowIfNull(listener);
        var (target, page, folder) = Targets();
        var callersFolder = Environment.CurrentDirectory;
        Environment.SetEnvironmentVariable(RunFolder.Variable, folder);
        Environment.CurrentDirectory = Path.GetDirectoryName(Path.GetFullPath(_request.Notebook))!; // as Jupyter does
        foreach (var (cell, _) in _cells) cell.SetOutputs([], executionCount: null);

        using var engine = new CSharpEngine(Environment.CurrentDirectory, folder);
        engine.OutputAdded += Report;
        engine.OutputUpdated += Report;
        var watch = Stopwatch.StartNew();
        CellResult? last = null;
        string? timedOut = null;
        using var limit = new CellTimeLimit(_request.CellTimeout, cancellation, abandon);
        try
        {
            foreach (var (index, (cell, title)) in _cells.Index())
            {
                listener.CellStarted(index + 1, _cells.Count, title);
                var started = watch.Elapsed;
                limit.Start();
                last = await engine.RunAsync(cell.Source, limit.Stop, limit.Abandon).ConfigureAwait(false);
                if (limit.IsOver()) timedOut = title;
                cell.SetOutputs(last.Outputs, last.Number);
                listener.CellFinished(last, watch.Elapsed - started);
                _notebook.Save(target);
                if (!last.Succeeded || timedOut is not null || cancellation.IsCancellationRequested) break;
            }
        }
        finally
        {
            Environment.CurrentDirectory = callersFolder;
        }
        _notebook.Save(target); // displays of early cells may have changed since
        PageExport.Save(_notebook, Path.GetFullPath(_request.Notebook), page);
        var done = last?.Number ?? 0;
        var failure = timedOut is not null ? CellFault.TimedOut(timedOut, _request.CellTimeout!.Value)
            : last?.Error ?? (done < _cells.Count ? CellFault.Stopped("") : null);
        return new RunReport(done, _cells.Count, watch.Elapsed, failure) { Skipped = _skipped };

        void Report(CellOutput output)
        {
            if (output.Progress is { } mark) listener.ProgressMoved(mark);
        }
    }

    private static string? Foreign(Cell cell) =>
        cell.Language is { } named && !Cell.IsCSharp(named) ? named : LanguageMark.Foreign(cell.Source);

    // Absolute, because cells run in the notebook's folder.
    private (string Notebook, string Page, string Folder) Targets() => (
        Path.GetFullPath(_request.NotebookTarget),
        Path.GetFullPath(_request.PageTarget),
        Path.GetFullPath(_request.OutputFolder));
}
