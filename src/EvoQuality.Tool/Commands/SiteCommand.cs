using System.CommandLine;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Notebooks;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality site</c>: the series of notebooks as a static site that needs no network.</summary>
internal static class SiteCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("OUT") { Description = "The folder to write." };
        var notebooks = new Option<string>("--notebooks")
        {
            Description = "The folder of the notebooks, with notes and results below it.",
            DefaultValueFactory = _ => "notebooks",
            HelpName = "folder",
        };
        var run = new Option<bool>("--run") { Description = "Run every notebook first (default: the outputs in the files)." };
        var timeout = RunCommand.Timeout();
        var force = new Option<bool>("--force") { Description = "Write into a folder that holds something; of it, only an earlier site is replaced." };
        var policy = new Option<string?>("--policy") { Description = "The model folder that votes on 'You vote too' (default: the pocket policy).", HelpName = "folder" };
        var pairs = new Option<int>("--pairs") { Description = "Pairs on 'You vote too'.", DefaultValueFactory = _ => 20, HelpName = "N" }.Within(1);
        var k = new Option<int>("--k") { Description = "Votes of the policy per pair.", DefaultValueFactory = _ => 32, HelpName = "N" }.Within(2);
        var seed = new Option<ulong>("--seed") { Description = "Decides the pairs and the votes.", DefaultValueFactory = _ => 1 };
        var command = new Command("site", "Write the series of notebooks as linked pages, with the page 'You vote too'.")
        {
            target, notebooks, run, timeout, force, policy, pairs, k, seed,
        };
        command.SetAction((parsed, _) => RunAsync(
            new Work(
                parsed.GetRequiredValue(target), parsed.GetRequiredValue(notebooks), parsed.GetValue(run), RunCommand.Limit(parsed.GetValue(timeout)),
                parsed.GetValue(force), parsed.GetValue(policy), parsed.GetValue(pairs), parsed.GetValue(k),
                parsed.GetValue(seed)),
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static async Task<int> RunAsync(Work work, TextWriter output, TextWriter error)
    {
        var series = SiteNotebook.Of(work.Notebooks);
        SiteFolder.Prepare(work.Target, SiteExport.Names(series, work.Notebooks), work.Force);
        using var terminal = new TerminalReporter(output);
        using var signal = new StopSignal(terminal.Say);
        if (work.Run)
        {
            var fresh = new List<SiteNotebook>();
            foreach (var notebook in series)
            {
                var (done, failure) = await RunFreshAsync(notebook, work.Timeout, terminal, signal);
                signal.Stop.ThrowIfCancellationRequested();
                if (failure is not null)
                {
                    await error.WriteLineAsync($"error: {notebook.Path}: {failure.Message}");
                    return UserErrors.Failed;
                }
                fresh.Add(done);
            }
            series = fresh;
        }

        using var abandon = signal.Abandon.Register(() => Environment.Exit(UserErrors.Stopped)); // files are whole or not there
        var pairs = Votes(work, new StageBar(terminal), signal.Stop);
        var (files, dropped) = SiteExport.Build(series, work.Notebooks, pairs, (page, done, count) => terminal.ProgressMoved(new ProgressMark("pages", done, count, "pages", page)));
        signal.Stop.ThrowIfCancellationRequested();
        SiteFolder.Write(work.Target, files);
        foreach (var (page, url) in dropped.Distinct()) terminal.Say($"  {page}: {url} is not on the site; the link became text");
        terminal.Say($"{series.Count} notebooks, {files.Count} files, {files.Sum(f => (long)f.Text.Length) / 1e6:F1} MB");
        terminal.Say($"  open  {Path.Combine(work.Target, "index.html")}");
        return 0;
    }

    private static VotePairs Votes(Work work, IProgress<StageProgress> progress, CancellationToken stop)
    {
        using var policy = QwenPolicy.Load(work.Policy ?? PocketPolicy.Folder);
        var name = work.Policy is null ? "the pocket policy" : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(work.Policy)));
        return VoteTask.Of(name, policy, work.Pairs, work.K, work.Seed, progress, stop);
    }

    private static async Task<(SiteNotebook Notebook, CellError? Failure)> RunFreshAsync(
        SiteNotebook notebook, TimeSpan? timeout, TerminalReporter terminal, StopSignal signal)
    {
        var folder = Directory.CreateTempSubdirectory("evo-site-").FullName;
        try
        {
            terminal.Say(notebook.Path);
            var request = new RunRequest { Notebook = notebook.Path, OutputFolder = folder, CellTimeout = timeout };
            var report = await new NotebookRunner(request).RunAsync(terminal, signal.Stop, signal.Abandon);
            return (notebook with { Document = NotebookDocument.Load(request.NotebookTarget) }, report.Failure);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record Work(
        string Target, string Notebooks, bool Run, TimeSpan? Timeout, bool Force, string? Policy, int Pairs, int K, ulong Seed);
}
