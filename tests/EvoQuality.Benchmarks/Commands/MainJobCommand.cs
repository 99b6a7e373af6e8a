using System.CommandLine;
using System.Diagnostics;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>main-job</c>: runs the main notebook on the embedded default, as README says, from built state, and prints its
/// wall-clock seconds with the figures of <c>cost.json</c> (votes per second, peak memory, seconds per stage).
/// </summary>
public static class MainJobCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var repository = new Argument<string>("REPOSITORY") { Description = "The checkout; built in Release." };
        var output = new Option<string>("--out") { Description = "Run folder.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "evoquality-main-job") };
        var command = new Command("main-job", "Time and memory of the main job.") { repository, output };
        command.SetAction(p => Run(p.GetRequiredValue(repository), p.GetValue(output)!));
        return command;
    }

    private static int Run(string repository, string output)
    {
        var watch = Stopwatch.StartNew();
        string[] arguments =
        [
            "run", "--no-build", "-c", "Release", "--project", Path.Combine(repository, "src/EvoQuality.Tool"), "--",
            "run", Path.Combine(repository, "notebooks/07-evolution.ipynb"), "--out", output,
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments))!;
        process.WaitForExit();
        if (process.ExitCode != 0) return process.ExitCode;
        using var summary = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "cost.json")));
        var root = summary.RootElement;
        Console.WriteLine(
            $"{{\"wall_seconds\":{watch.Elapsed.TotalSeconds:F1},\"cores\":{Environment.ProcessorCount},\"seconds\":{root.GetProperty("seconds").GetRawText().ReplaceLineEndings("")},"
            + $"\"votes_per_second\":{root.GetProperty("votes_per_second").GetRawText()},\"peak_memory_mib\":{root.GetProperty("peak_memory_mib").GetRawText()}}}");
        return 0;
    }
}
