using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Benchmarks.Kernels;
using EvoQuality.Notebooks.Jupyter;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>kernel</c>: the Jupyter kernel as its front end meets it. Seconds from the start of the process to the first result, beside
/// Python's ipykernel where one is named; a trivial cell; completion; an interrupt; memory over many cells. Prints
/// one JSON line and exits with 1 where a limit is missed.
/// </summary>
public static class KernelCommand
{
    private const double MostStartSeconds = 3, MostCellMs = 30, MostCompletionMs = 300, MostInterruptSeconds = 1, MostMibPerCell = 0.5;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var repository = new Argument<string>("REPOSITORY") { Description = "The checkout; the console is built in Release." };
        var python = new Option<string?>("--python") { Description = "A Python with ipykernel, to compare start-up with." };
        var starts = new Option<int>("--starts") { Description = "Starts of each kernel, in turn.", DefaultValueFactory = _ => 3 };
        var cells = new Option<int>("--cells") { Description = "Cells for the slope of memory.", DefaultValueFactory = _ => 1000 };
        var command = new Command("kernel", "Start-up, cells, completion, interrupt and memory of the Jupyter kernel.") { repository, python, starts, cells };
        command.SetAction(p => Run(p.GetRequiredValue(repository), p.GetValue(python), p.GetValue(starts), p.GetValue(cells)));
        return command;
    }

    private static int Run(string repository, string? python, int starts, int cells)
    {
        var console = Path.GetFullPath(Path.Combine(repository, "artifacts/bin/EvoQuality.Tool/release/evoquality.dll")); // kernels start elsewhere
        if (!File.Exists(console)) throw new FileNotFoundException($"{console}: expected the console built in Release.", console);
        string[] ours = ["dotnet", console, "kernel", "--connection-file", "{connection_file}"];
        string[] theirs = [python ?? "", "-m", "ipykernel_launcher", "-f", "{connection_file}"];
        var (oursSeconds, theirsSeconds) = (new List<double>(), new List<double>());
        for (var i = 0; i < starts; i++)
        {
            oursSeconds.Add(StartSeconds(ours));
            if (python is not null) theirsSeconds.Add(StartSeconds(theirs));
        }

        using var kernel = new KernelProcess(ours, KernelSpec.Variables);
        FirstResult(kernel);
        for (var i = 0; i < 20; i++) Cell(kernel, i);
        var cell = Median(Enumerable.Range(0, 100).Select(i => Cell(kernel, i)));
        for (var i = 0; i < 5; i++) Completion(kernel);
        var completion = Median(Enumerable.Range(0, 40).Select(_ => Completion(kernel)));
        var (interrupt, usable) = Interrupt(kernel);

        var resident = new List<(double Cell, double Mib)>();
        var late = new List<double>();
        for (var i = 0; i < cells; i++)
        {
            var ms = Cell(kernel, i);
            if (i >= cells * 9 / 10) late.Add(ms);
            if (i % 10 == 0) resident.Add((i, kernel.ResidentMib));
        }
        var slope = Slope(resident);
        // Cells that leave a variable are kept for those after them.
        var keeping = new List<(double Cell, double Mib)>();
        for (var i = 0; i < cells / 5; i++)
        {
            Cell(kernel, i, $"var kept{i} = {i}; kept{i}");
            if (i % 10 == 0) keeping.Add((i, kernel.ResidentMib));
        }
        var lateCompletion = Median(Enumerable.Range(0, 10).Select(_ => Completion(kernel)));
        var passed = Median(oursSeconds) <= MostStartSeconds && cell <= MostCellMs && completion <= MostCompletionMs
                     && interrupt <= MostInterruptSeconds && usable && slope < MostMibPerCell;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            startSeconds = Rounded(oursSeconds),
            ipykernelSeconds = Rounded(theirsSeconds),
            cellMs = Math.Round(cell, 1),
            completionMs = Math.Round(completion, 1),
            interruptSeconds = Math.Round(interrupt, 3),
            usableAfterInterrupt = usable,
            cells,
            mibPerCell = Math.Round(slope, 4),
            cellsWithVariable = cells / 5,
            mibPerCellWithVariable = Math.Round(Slope(keeping), 4),
            residentMib = Math.Round(resident.Count > 0 ? resident[^1].Mib : 0),
            cellMsAtTheEnd = late.Count > 0 ? Math.Round(Median(late), 1) : 0,
            completionMsAtTheEnd = Math.Round(lateCompletion, 1),
            passed,
        }));
        return passed ? 0 : 1;
    }

    private static double StartSeconds(string[] start)
    {
        using var kernel = new KernelProcess(start, KernelSpec.Variables);
        return FirstResult(kernel);
    }

    // Sent at once: the socket keeps it until the kernel listens.
    private static double FirstResult(KernelProcess kernel)
    {
        var id = kernel.Client.SendCell("1 + 1");
        kernel.Client.Reply(id);
        var seconds = kernel.Watch.Elapsed.TotalSeconds;
        kernel.Client.WaitUntilReady();
        return seconds;
    }

    private static double Cell(KernelProcess kernel, int i, string? code = null)
    {
        var watch = Stopwatch.StartNew();
        var (reply, told) = kernel.Client.Run(code ?? $"{i} + 1");
        if (reply["status"]!.ToString() != "ok" || told.Count != 1) throw new InvalidOperationException($"A trivial cell gave {reply.ToJsonString()}.");
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Completion(KernelProcess kernel)
    {
        var watch = Stopwatch.StartNew();
        var reply = kernel.Client.Ask("complete_request", new JsonObject { ["code"] = "Console.Wri", ["cursor_pos"] = 11 });
        if (reply["matches"]!.AsArray().Count == 0) throw new InvalidOperationException("Completion found nothing.");
        return watch.Elapsed.TotalMilliseconds;
    }

    private static (double Seconds, bool Usable) Interrupt(KernelProcess kernel)
    {
        var id = kernel.Client.SendCell("Console.WriteLine(1);\nwhile (true) { }");
        while (kernel.Client.NextTold(id).Type != "stream") { }
        var watch = Stopwatch.StartNew();
        kernel.Client.AskControl("interrupt_request", []);
        kernel.Client.Reply(id);
        var seconds = watch.Elapsed.TotalSeconds;
        return (seconds, kernel.Client.Run("1 + 1").Reply["status"]!.ToString() == "ok");
    }

    private static double Slope(List<(double Cell, double Mib)> points)
    {
        if (points.Count < 2) return 0;
        var (x, y) = (points.Average(p => p.Cell), points.Average(p => p.Mib));
        return points.Sum(p => (p.Cell - x) * (p.Mib - y)) / points.Sum(p => (p.Cell - x) * (p.Cell - x));
    }

    private static double[] Rounded(List<double> values) => [.. values.Select(v => Math.Round(v, 2))];

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
