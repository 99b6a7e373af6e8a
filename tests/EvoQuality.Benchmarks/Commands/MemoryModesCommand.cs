using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EvoQuality.Benchmarks.Speed;
using EvoQuality.Grpo;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>memory-modes</c>: what GRPO takes by way of training, as Markdown. First the forecast beside measured peaks at small sizes, each in
/// a process of its own; then the forecast for the published sizes.
/// </summary>
public static class MemoryModesCommand
{
    private const double Gibi = 1L << 30, Mebi = 1L << 20;
    private static readonly string[] Measured = ["middle", "bench"];
    private static readonly string[] Published = ["3b", "7b"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var shapes = new Option<string>("--shapes") { Description = "Folder of configurations.", DefaultValueFactory = _ => Path.Combine("environment", "shapes") };
        var one = new Option<string?>("--one") { Description = "Measure one mode of this shape and print bytes (used by the command itself).", Hidden = true };
        var mode = new Option<int>("--mode") { Hidden = true };
        var tables = new Option<bool>("--tables-only") { Description = "Forecasts alone; measure nothing." };
        var command = new Command("memory-modes", "Memory of GRPO by way of training: forecast, measured and for published sizes.") { shapes, one, mode, tables };
        command.SetAction(p =>
        {
            var folder = p.GetValue(shapes)!;
            if (p.GetValue(one) is { } shape)
            {
                var wanted = MemoryMode.All[p.GetValue(mode)];
                Console.WriteLine(MemoryMeasurement.PeakBytes(Path.Combine(folder, shape), wanted, Small(folder, shape, wanted)));
                return 0;
            }

            if (!p.GetValue(tables)) foreach (var small in Measured) Compare(folder, small);
            foreach (var large in Published) Tabulate(folder, large);
            return 0;
        });
        return command;
    }

    /// <summary>The size of a measurement: bf16 is slow on most CPUs, so it gets less to do.</summary>
    private static MemoryQuestion Small(string folder, string shape, MemoryMode mode)
    {
        var size = new MemoryQuestion { Config = Config(folder, shape), Patches = 256 };
        return mode.Ask(mode.Type == ScalarType.Float32
            ? size with { Prompts = 4, PromptTokens = 256, Group = 8, CompletionTokens = 32 }
            : size with { Prompts = 1, PromptTokens = 128, Group = 4, CompletionTokens = 8 });
    }

    private static void Compare(string folder, string shape)
    {
        Console.WriteLine($"## {shape}: forecast and measured peak, MiB\n");
        Console.WriteLine("| Mode | Prompts x tokens, G x new | Weights | Reference | Gradients | Optimizer | Activations | Forecast | Measured | Forecast / measured |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        for (var i = 0; i < MemoryMode.All.Count; i++)
        {
            if (!MemoryMode.All[i].Measured) continue;
            var size = Small(folder, shape, MemoryMode.All[i]);
            var forecast = MemoryForecast.Of(size);
            var measured = MeasureElsewhere(folder, shape, i);
            long[] parts = [forecast.Weights, forecast.Reference, forecast.Gradients, forecast.Optimizer, forecast.Activations, forecast.Peak, measured];
            Row(MemoryMode.All[i].Name,
                [
                    $"{size.Prompts} x {size.PromptTokens}, {size.Group} x {size.CompletionTokens}",
                    .. parts.Select(b => (b / Mebi).ToString("F0", CultureInfo.InvariantCulture)),
                    (forecast.Peak / (double)measured).ToString("F2", CultureInfo.InvariantCulture),
                ]);
        }

        Console.WriteLine();
    }

    private static void Tabulate(string folder, string shape)
    {
        // The paper's group with direct answers and with reasoning, one image of 512x512 (324 cells).
        var size = new MemoryQuestion { Config = Config(folder, shape), PromptTokens = 400, Patches = 1296, Group = 32, LogitBudget = 256L << 20 };
        foreach (var (name, tokens) in new[] { ("direct answers", 8), ("reasoning", 256) })
        {
            Console.WriteLine($"## {shape}, {name}: GiB\n");
            Console.WriteLine($"One prompt of {size.PromptTokens} tokens with {size.Patches} patches at a time, G = {size.Group}, {tokens} new tokens, logits in chunks of 256 MiB.\n");
            Console.WriteLine("| Mode | Weights | Reference | Gradients | Optimizer | Activations | Peak | Activations, layers again | Peak, layers again |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
            foreach (var mode in MemoryMode.All)
            {
                var kept = MemoryForecast.Of(mode.Ask(size) with { CompletionTokens = tokens });
                var again = MemoryForecast.Of(mode.Ask(size) with { CompletionTokens = tokens, Checkpointing = true });
                long[] parts = [kept.Weights, kept.Reference, kept.Gradients, kept.Optimizer, kept.Activations, kept.Peak, again.Activations, again.Peak];
                Row(mode.Name, [.. parts.Select(b => (b / Gibi).ToString("F1", CultureInfo.InvariantCulture))]);
            }

            Console.WriteLine();
        }
    }

    private static void Row(string name, IEnumerable<string> cells) => Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");

    private static Qwen25VLConfig Config(string folder, string shape) => ConfigFile.Load(Path.Combine(folder, shape, CheckpointFolder.ConfigName));

    /// <summary>In a process whose allocator gives back at once what is freed: measured is what lives, not what heaps leave unused.</summary>
    private static long MeasureElsewhere(string folder, string shape, int mode)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in new[] { "memory-modes", "--shapes", folder, "--one", shape, "--mode", $"{mode}" }) start.ArgumentList.Add(argument);
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "65536";
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? long.Parse(text, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"Measuring {shape} failed.");
    }
}
