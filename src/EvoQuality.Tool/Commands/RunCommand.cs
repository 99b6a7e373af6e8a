using System.CommandLine;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Notebooks;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality run</c>: a notebook from its first cell to its last, without Jupyter.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var notebook = new Argument<string>("notebook") { Description = "The .ipynb file." };
        var settings = new Option<string[]>("--set")
        {
            Description = "Another value for a parameter of the notebook, as name=value; may be repeated. " +
                          "Paths are read from the notebook's folder.",
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
            HelpName = "name=value",
        };
        var folder = new Option<string?>("--out")
        {
            Description = "Folder for the notebook with outputs, the page and the run's files " +
                          "(default: runs/<notebook>-<date>-<time>).",
            HelpName = "folder",
        };
        var inPlace = new Option<bool>("--in-place")
        {
            Description = "Write outputs (and values given with --set) back into the notebook file.",
        };
        var timeout = Timeout();
        var languages = new Option<string>("--other-languages")
        {
            Description = "What to do about cells that are not C#: fail (before anything runs) or skip.",
            DefaultValueFactory = _ => "fail",
            HelpName = "fail|skip",
        };
        languages.AcceptOnlyFromAmong("fail", "skip");
        var command = new Command("run", "Run a notebook and write it with its outputs and as a page.")
        {
            notebook, settings, folder, inPlace, timeout, languages,
        };
        command.SetAction((parsed, _) => InFolderAsync(
            parsed.GetValue(folder), parsed.GetRequiredValue(notebook), place => RunAsync(
                Fresh(new RunRequest
                {
                    Notebook = parsed.GetRequiredValue(notebook),
                    OutputFolder = place,
                    InPlace = parsed.GetValue(inPlace),
                    Settings = parsed.GetRequiredValue(settings),
                    CellTimeout = Limit(parsed.GetValue(timeout)),
                    SkipOtherLanguages = parsed.GetValue(languages) == "skip",
                }),
                parsed.InvocationConfiguration.Output,
                parsed.InvocationConfiguration.Error,
                parsed.GetValue(UserErrors.Verbose))));
        return command;
    }

    /// <summary>Runs into the folder a person chose, else into a new one, which goes again if nothing came of the run.</summary>
    private static async Task<int> InFolderAsync(string? chosen, string notebook, Func<string, Task<int>> run)
    {
        if (chosen is not null) return await run(chosen);
        var own = OwnFolder.Create(Path.Combine("runs", $"{Path.GetFileNameWithoutExtension(notebook)}-{DateTime.Now:yyyyMMdd-HHmmss}"));
        try
        {
            return await run(own);
        }
        finally
        {
            if (Directory.Exists(own) && !Directory.EnumerateFileSystemEntries(own).Any()) Directory.Delete(own);
        }
    }

    /// <summary>Refuses a folder that holds a run already.</summary>
    private static RunRequest Fresh(RunRequest request)
    {
        if (File.Exists(Path.Combine(request.OutputFolder, EvolutionRecord.IdentityName)))
            throw new ArgumentException($"--out {request.OutputFolder}: the folder holds a run already; go on with it by 'evoquality resume {request.OutputFolder}', or choose another folder.");
        return request;
    }

    /// <summary>The option that limits each cell.</summary>
    internal static Option<double?> Timeout() => new("--timeout")
    {
        Description = "Seconds a cell may take (default: any time).",
        HelpName = "seconds",
    };

    /// <summary>The limit the option gives.</summary>
    internal static TimeSpan? Limit(double? seconds) => seconds switch
    {
        null => null,
        > 0 and < 1e6 => TimeSpan.FromSeconds(seconds.Value),
        _ => throw new ArgumentException($"--timeout {seconds}: expected seconds, more than 0."),
    };

    /// <summary>Runs a notebook and says how it went.</summary>
    internal static async Task<int> RunAsync(RunRequest request, TextWriter output, TextWriter error, bool verbose)
    {
        var runner = new NotebookRunner(request);
        StartedRun.Of(request).Write(request.OutputFolder);
        using var terminal = new TerminalReporter(output);
        using var signal = new StopSignal(terminal.Say);
        var report = await runner.RunAsync(terminal, signal.Stop, signal.Abandon);

        foreach (var (cell, language) in report.Skipped) terminal.Say($"Passed over the cell '{cell}': it is in {language}.");
        terminal.Say($"{report.CellsRun} of {report.CellCount} cells in {Duration.Text(report.Elapsed)}");
        terminal.Say($"  notebook  {request.NotebookTarget}");
        terminal.Say($"  page      {request.PageTarget}");
        if (report.Failure is not { } failure) return 0;
        if (failure.Stopped)
        {
            await error.WriteLineAsync($"Stopped in cell {report.CellsRun} of {report.CellCount}. Go on with: evoquality resume {request.OutputFolder}");
            return UserErrors.Stopped;
        }
        await error.WriteLineAsync(Block(failure, report, verbose));
        return UserErrors.Failed;
    }

    private static string Block(CellError failure, RunReport report, bool verbose)
    {
        var line = failure.Line is { } number ? $", line {number}" : "";
        var source = failure.SourceLine.Length > 0 ? $"\n    {failure.SourceLine}" : "";
        var trace = verbose ? "\n" + failure.Trace : "";
        return $"error: cell {report.CellsRun} of {report.CellCount}{line}: {failure.Message}{source}{trace}";
    }
}
