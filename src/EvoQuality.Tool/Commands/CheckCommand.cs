using System.CommandLine;
using EvoQuality.Notebooks;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality check</c>: whether notebooks keep to the house's rules, and whether they run.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var notebooks = new Argument<string[]>("notebooks")
        {
            Description = "The .ipynb files (default: those of the folder notebooks).",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var rulesOnly = new Option<bool>("--rules-only") { Description = "Do not run them." };
        var settings = new Option<string[]>("--set")
        {
            Description = "Another value for a parameter of every notebook that is run, as name=value.",
            DefaultValueFactory = _ => [],
            HelpName = "name=value",
        };
        var timeout = RunCommand.Timeout();
        var command = new Command("check", "Run notebooks and check their rules: opening and closing, size, outputs, metadata, links.")
        {
            notebooks, rulesOnly, settings, timeout,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            Files(parsed.GetValue(notebooks) ?? []), parsed.GetValue(rulesOnly), parsed.GetRequiredValue(settings),
            RunCommand.Limit(parsed.GetValue(timeout)), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static string[] Files(string[] named)
    {
        if (named.Length > 0) return named;
        if (!Directory.Exists("notebooks")) throw new ArgumentException("There is no folder notebooks here: name the files to check.");
        return [.. Directory.EnumerateFiles("notebooks", "*.ipynb").Order()];
    }

    private static async Task<int> RunAsync(
        string[] files, bool rulesOnly, string[] settings, TimeSpan? timeout, TextWriter output, CancellationToken cancellation)
    {
        var broken = 0;
        foreach (var file in files)
        {
            var notebook = NotebookDocument.Load(file);
            List<RuleBreach> breaches = [.. NotebookRules.Check(notebook, file)];
            if (!rulesOnly) breaches.AddRange(await TryAsync(file, notebook, settings, timeout, output, cancellation));
            output.WriteLine(breaches.Count == 0 ? $"{file}: good" : $"{file}: {breaches.Count} to mend");
            foreach (var breach in breaches) output.WriteLine($"  {breach}");
            broken += breaches.Count > 0 ? 1 : 0;
        }
        output.WriteLine(broken == 0 ? $"{files.Length} good." : $"{broken} of {files.Length} to mend.");
        return broken == 0 ? 0 : UserErrors.Failed;
    }

    private static async Task<IEnumerable<RuleBreach>> TryAsync(
        string file, NotebookDocument notebook, string[] settings, TimeSpan? timeout, TextWriter output, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("evo-check-").FullName;
        try
        {
            var request = new RunRequest { Notebook = file, OutputFolder = folder, CellTimeout = timeout, Settings = settings };
            using var terminal = new TerminalReporter(output);
            using var signal = new StopSignal(terminal.Say);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(signal.Stop, cancellation);
            NotebookRunner runner;
            try
            {
                runner = new NotebookRunner(request);
            }
            catch (ArgumentException e) // a setting that this notebook does not take
            {
                return [new RuleBreach("run", null, e.Message)];
            }
            var report = await runner.RunAsync(terminal, stop.Token, signal.Abandon);
            stop.Token.ThrowIfCancellationRequested();
            if (report.Failure is { } failure) return [new RuleBreach("run", null, $"code cell {report.CellsRun} of {report.CellCount}: {failure.Message}")];
            return settings.Length > 0 ? [] : StableOutputs.Compare(notebook, NotebookDocument.Load(request.NotebookTarget));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
