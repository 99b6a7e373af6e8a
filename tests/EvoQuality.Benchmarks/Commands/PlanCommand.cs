using System.CommandLine;
using System.Globalization;
using EvoQuality.Benchmarks.Speed;
using EvoQuality.Planning;
using EvoQuality.Qwen25VL;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>plan</c>: seconds by the cost calculator beside seconds measured here. Rates come from the same run: the matrix products' and the copy's,
/// with the shares that reading pairs and decoding votes reached; scores and a GRPO step are then predicted and measured.
/// </summary>
public static class PlanCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("MODEL") { Description = "A model folder; config.json alone means random weights." };
        var side = new Option<int>("--side") { Description = "Side of the pictures in pixels.", DefaultValueFactory = _ => 224 };
        var tokens = new Option<int>("--new") { Description = "Tokens per completion.", DefaultValueFactory = _ => 16 };
        var k = new Option<int>("--k") { Description = "Completions per prompt.", DefaultValueFactory = _ => 32 };
        var command = new Command("plan", "The cost calculator's seconds beside measured ones.") { folder, side, tokens, k };
        command.SetAction(p => Run(p.GetRequiredValue(folder), p.GetValue(side), p.GetValue(tokens), p.GetValue(k)));
        return command;
    }

    private static int Run(string folder, int side, int tokens, int k)
    {
        var config = ConfigFile.Load(Path.Combine(folder, CheckpointFolder.ConfigName));
        SpeedOptions Options(SpeedMode mode) => new() { Mode = mode, Items = 8, Batch = 8, Side = side, New = tokens, K = k };
        var lines = Enum.GetValues<SpeedMode>().ToDictionary(mode => mode, mode => SpeedMeasurement.Run(folder, Options(mode)));
        var blank = new DeviceRates { Name = "this machine", OperationsPerSecond = 1, BytesPerSecond = 1, MemoryBytes = 1 };
        var rates = MeasuredRates.Of(blank, [lines[SpeedMode.Prefill].ToJson(), lines[SpeedMode.Votes].ToJson()]);
        // The rate of products that this run's reading began with; backward passes are given the share of forward ones.
        rates = rates with { OperationsPerSecond = lines[SpeedMode.Prefill].GemmGflops * 1e9, TrainingShare = rates.ReadingShare, UpdatingShare = 1 };
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"products {rates.OperationsPerSecond / 1e9:F1} GFLOP/s at {rates.ReadingShare:F3}, copy {rates.BytesPerSecond / 1e9:F2} GB/s at {rates.DecodingShare:F3}"));
        Console.WriteLine("| Work | GFLOP | Predicted s | Measured s | Predicted / measured |\n|---|---|---|---|---|");
        foreach (var (mode, line) in lines)
        {
            var passes = PredictedWork.Of(config, Options(mode));
            var (work, seconds) = (PredictedWork.Total(passes), passes.Sum(rates.Seconds));
            if (work.Positions + work.Patches != line.TokensComputed)
                throw new InvalidOperationException($"{mode}: {line.TokensComputed} tokens and patches were counted, {work.Positions + work.Patches} predicted.");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {mode.ToString().ToLowerInvariant()} | {work.Operations / 1e9:F2} | {seconds:F4} | {line.Seconds:F4} | {seconds / line.Seconds:F2} |"));
        }

        return 0;
    }
}
