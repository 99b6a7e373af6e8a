using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Language;
using TorchSharp;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>memory</c>: GRPO steps of the pocket policy on a fixed batch; prints one JSON line with live tensors and the slope of
/// resident memory per step over the second half, and exits with 1 where either grows.
/// </summary>
public static class MemoryCommand
{
    private const double LargestSlopeMib = 1;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var steps = new Option<int>("--steps") { Description = "GRPO steps.", DefaultValueFactory = _ => 200 };
        var command = new Command("memory", "Live tensors and resident memory over GRPO steps.") { steps };
        command.SetAction(p => Run(p.GetValue(steps)));
        return command;
    }

    private static int Run(int steps)
    {
        using var policy = QwenPolicy.Load(PocketPolicy.Folder);
        using var reference = policy.Clone();
        using var update = new ParameterUpdate(policy.Model.parameters());
        var step = new GrpoStep(policy, reference, update, new GrpoLossOptions());
        Prompt[] prompts = [.. SceneImages.Pool(8, 224).Images.Select(i => new Prompt([i], AnswerStyle.Direct.ScorePrompt()))];
        var advantages = Enumerable.Range(0, 8 * 16).Select(i => i % 2 == 0 ? 1.0 : -1.0).ToArray();
        var resident = new List<(double Step, double Mib)>();
        var live = 0L;
        for (var i = 0; i < steps; i++)
        {
            if (i == 5) DisposeScopeManager.Statistics.Reset(); // by now optimizer state and cached features exist
            var completions = policy.Sample(prompts, 16, new SamplingOptions { MaxNewTokens = 16 }, new SeedTree(1).Child(i).Children(prompts.Length));
            step.Take(prompts, completions, advantages, 1, 1e-6);
            live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            if (i >= steps / 2) resident.Add((i, Process.GetCurrentProcess().WorkingSet64 / 1048576.0));
        }

        var (x, y) = (resident.Average(r => r.Step), resident.Average(r => r.Mib));
        var slope = resident.Sum(r => (r.Step - x) * (r.Mib - y)) / Math.Max(1, resident.Sum(r => (r.Step - x) * (r.Step - x)));
        var passed = live <= 0 && slope < LargestSlopeMib;
        Console.WriteLine(JsonSerializer.Serialize(new { steps, liveTensors = live, slopeMibPerStep = Math.Round(slope, 4), residentMib = Math.Round(y), passed }));
        return passed ? 0 : 1;
    }
}
