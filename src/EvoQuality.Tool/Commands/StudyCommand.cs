using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EvoQuality.Datasets;
using EvoQuality.Evolution.Studies;
using EvoQuality.Foundations;
using EvoQuality.Notebooks;
using EvoQuality.Presentation;
using Spectre.Console;
using TorchSharp;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality study</c>: runs a grid of evolutions, seeds by variants, or goes on with one.</summary>
internal static class StudyCommand
{
    private const string DataVariable = "EVO_DATA";
    private const string Touches = "notebooks/results/touches.csv";
    private const int MostMinutes = 7 * 24 * 60;

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "A study; see 'evoquality study list'." };
        var output = new Option<string?>("--out") { Description = "The study's folder: new, or one that this study left (default: runs/NAME).", HelpName = "folder" };
        var seeds = new Option<string?>("--seeds") { Description = "Seeds with commas between (default: the study's own).", HelpName = "1,2,3" };
        var cells = new Option<string?>("--cells") { Description = "Variants with commas between; * and ? stand for any letters (default: all).", HelpName = "pattern" };
        var data = new Option<string?>("--data") { Description = $"Folder with BIQ2021's cut, for studies on photographs (default: {DataVariable}/biq2021).", HelpName = "folder" };
        var policy = new Option<string?>("--policy") { Description = "Model folder to start from (default: the pocket policy that comes with the kit).", HelpName = "folder" };
        var minutes = new Option<double?>("--minutes") { Description = "Stop after this long, at a point it goes on from when asked again.", HelpName = "N" };
        var threads = new Option<int?>("--threads") { Description = "Threads of the numeric library; with 1 the same study ends in the same bytes.", HelpName = "N" }.Within(1);
        var smoke = new Option<bool>("--smoke") { Description = "One seed and very little of everything: minutes, to see that it runs; its numbers say nothing." };
        var test = new Option<bool>("--test") { Description = $"Judge the chosen cells that are done on the 800 test photographs; counted in {Touches}." };
        var tables = new Option<string?>("--tables") { Description = "Then lay the tables into those of this folder: rows of these cells are replaced, those of cells run elsewhere stay.", HelpName = "folder" };
        var command = new Command("study", "Run a study: evolutions over seeds and variants, beside controls, with paired intervals. Stopped or killed, the same command goes on.")
        {
            name, output, seeds, cells, data, policy, minutes, threads, smoke, test, tables, List(),
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(test) && result.GetResult(minutes) is not null) result.AddError("--minutes is of running cells; --test judges those that are done.");
        });
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(threads) is { } count) Threads(count);
            if (parsed.GetValue(minutes) is { } most && !(most > 0 && most <= MostMinutes)) throw new ArgumentException($"--minutes is {most}, expected above 0 and at most {MostMinutes}.");
            var study = KnownStudies.Named(parsed.GetRequiredValue(name));
            if (parsed.GetValue(policy) is { } start) study = study with { Base = study.Base with { Policy = Path.GetFullPath(start) } };
            if (parsed.GetValue(smoke)) study = study.Smoke();
            var chosen = study.Cells(Seeds(parsed.GetValue(seeds)), parsed.GetValue(cells)).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
            var folder = new RunFolder(parsed.GetValue(output) ?? Path.Combine("runs", study.Name));
            if (!study.OnPhotographs && parsed.GetValue(data) is not null) throw new ArgumentException($"--data names photographs, and {study.Name} evolves on generated scenes.");
            if (study.OnPhotographs) study = StudyPhotographs.With(study, Data(parsed.GetValue(data)), folder);
            using var kept = new StudyFolder(study, folder);
            if (parsed.GetValue(tables) is { } beside) JoinedTables.ExpectSameSetup(study, beside);
            StudyCell[] asked = [.. study.Cells(Seeds(parsed.GetValue(seeds))).Where(c => chosen.Contains(c.Name))];
            var end = parsed.GetValue(test)
                ? Judge(kept, asked, parsed.GetValue(data), parsed.InvocationConfiguration.Output)
                : Run(kept, asked, parsed.GetValue(minutes), parsed.InvocationConfiguration.Output);
            if (end != 0 || parsed.GetValue(tables) is not { } place) return end;
            JoinedTables.AddTo(kept, place);
            Terminal.On(parsed.InvocationConfiguration.Output).WriteLine($"Their rows are laid into {Path.Combine(Path.GetFullPath(place), study.Name)}-*.csv.");
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "The studies there are, with their variants and what each changes (the parameters of notebook 07).");
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            foreach (var study in KnownStudies.All)
            {
                output.WriteLine($"{study.Name}: {study.Asks}");
                output.WriteLine($"  seeds {string.Join(", ", study.Seeds)}; variants:");
                foreach (var cell in study.Cells([study.Seeds[0]])) output.WriteLine($"    {cell.Variant.Name,-20} {Changes(cell)}");
            }
        });
        return command;
    }

    private static string Changes(StudyCell cell)
    {
        var start = cell.Variant.StartsFrom is { } other ? [$"starts from {other}"] : Array.Empty<string>();
        return string.Join(", ", start.Concat(cell.Changes)) is { Length: > 0 } changes ? changes : "the study's own settings";
    }

    private static int Run(StudyFolder folder, StudyCell[] cells, double? minutes, TextWriter output)
    {
        var finished = true;
        LongWork.Run(output, terminal => new CellBar(folder, cells, terminal), (say, progress, stop) =>
        {
            using var time = minutes is { } most ? new CancellationTokenSource(TimeSpan.FromMinutes(most)) : new CancellationTokenSource();
            using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, time.Token);
            using var run = new StudyRun(folder, progress, both.Token) { OnCell = (cell, rounds) => cell.WriteTables(rounds) };
            say($"{folder.Study.Name}: {cells.Length} cells, {cells.Count(folder.IsDone)} of them done, in {folder.Folder.FullPath}");
            try
            {
                run.Run(cells);
            }
            catch (OperationCanceledException) when (time.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                finished = false;
                say($"Stopped after {minutes} minutes with {cells.Count(folder.IsDone)} of {cells.Length} cells done; the same command goes on.");
            }
        });
        var (tables, first) = (folder.Folder.File(folder.Study.Name), folder.Study.Variants[0].Name);
        var splits = File.Exists($"{tables}-splits.csv") ? ", and -splits.csv" : $"; -splits.csv too once {first} is done";
        if (finished) Terminal.On(output).WriteLine($"{tables}-rounds.csv, -gains.csv and -cost.csv are written{splits}.");
        return finished ? 0 : UserErrors.Stopped;
    }

    private static int Judge(StudyFolder folder, StudyCell[] cells, string? data, TextWriter output)
    {
        if (!folder.Study.OnPhotographs) throw new ArgumentException($"--test judges on photographs, and {folder.Study.Name} evolves on generated scenes.");
        var place = Data(data);
        var test = ImageFolder.Load(Path.Combine(place, "images"), Path.Combine(place, "test.csv"), BiqSubset.Scale);
        LongWork.Run(output, (say, progress, stop) =>
        {
            test.Check(progress, stop);
            var touches = new TestTouches(Touches);
            say(touches.Add(folder, cells, DateOnly.FromDateTime(DateTime.UtcNow))
                ? $"Look number {touches.Count} at the test photographs; {Touches} counts it and is to be committed."
                : "The same look as before goes on.");
            new StudyTest(folder, test, progress, stop).Run(cells);
            say($"{folder.Folder.File(folder.Study.Name)}-test-rounds.csv and -test-gains.csv are written.");
        });
        return 0;
    }

    private static void Threads(int count)
    {
        NativeTorch.EnsureLoaded();
        torch.set_num_threads(count);
    }

    private static int[]? Seeds(string? text) => text is null ? null :
    [
        .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(t =>
            int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : throw new ArgumentException($"--seeds names '{t}', expected whole numbers with commas between.")),
    ];

    private static string Data(string? given) =>
        given ?? (Environment.GetEnvironmentVariable(DataVariable) is { Length: > 0 } root
            ? Path.Combine(root, "biq2021")
            : throw new ArgumentException($"This study evolves on BIQ2021's photographs; name the folder of the cut by --data, or its parent by {DataVariable}."));

    /// <summary>The work within a cell as a live line, cells as lines with the time left.</summary>
    private sealed class CellBar(StudyFolder folder, IReadOnlyList<StudyCell> cells, TerminalReporter terminal) : IProgress<StageProgress>
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private readonly HashSet<string> _before = [.. cells.Where(folder.IsDone).Select(c => c.Name)];

        public void Report(StageProgress value)
        {
            if (value.Unit != "cells")
            {
                terminal.ProgressMoved(new ProgressMark(value.Stage, value.Done, value.Total, value.Unit, value.Note));
                return;
            }

            var done = cells.Where(c => folder.IsDone(c) && !_before.Contains(c.Name)).Sum(c => c.Trainings);
            var left = cells.Where(c => !folder.IsDone(c)).Sum(c => c.Trainings);
            var time = left == 0 ? "" : $", about {Duration.Text(_watch.Elapsed * (left / (double)done))} left";
            terminal.Say($"{value.Note}: {value.Done} of {value.Total} cells after {Duration.Text(_watch.Elapsed)}{time}");
        }
    }
}
