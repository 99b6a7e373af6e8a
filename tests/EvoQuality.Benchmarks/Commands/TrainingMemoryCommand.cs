using System.CommandLine;
using System.Text.Json;
using EvoQuality.Benchmarks.Speed;
using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>training-memory</c>: how far resident memory rises while log-probabilities of a random model and their gradient are made, with
/// all activations kept, with layers computed again, and with logits in chunks; beside it the plan's estimate. One JSON line.
/// Start it with MALLOC_MMAP_THRESHOLD_=65536, so that what is freed leaves the process before the next measurement.
/// </summary>
public static class TrainingMemoryCommand
{
    private const int Group = 8, Answer = 24;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("MODEL") { Description = "A model folder; config.json alone means random weights." };
        var prompts = new Option<int>("--prompts") { Description = "Prompts of one picture.", DefaultValueFactory = _ => 4 };
        var logits = new Option<long>("--logits") { Description = "KiB of logits at once in the last measurement.", DefaultValueFactory = _ => 1024 };
        var command = new Command("training-memory", "Peak memory of a forward and backward pass by what is kept.") { folder, prompts, logits };
        command.SetAction(p => Console.WriteLine(JsonSerializer.Serialize(
            Run(p.GetRequiredValue(folder), p.GetValue(prompts), p.GetValue(logits) << 10))));
        return command;
    }

    private static Dictionary<string, object> Run(string folder, int prompts, long logits)
    {
        var options = new SpeedOptions { Mode = SpeedMode.Grpo, K = Group, New = Answer, Side = 224 };
        using var model = new CountedModel(SpeedModel.Load(folder, ScalarType.Float32, CPU), options);
        using var completions = CompletionBatch.Create(
            [.. Enumerable.Repeat(Enumerable.Range(0, Group).Select(g => Enumerable.Repeat(g, Answer).ToList()).ToArray(), prompts)],
            model.Model.Config.PadTokenId, CPU);
        var line = new Dictionary<string, object> { ["prompts"] = prompts, ["prompt_tokens"] = model.PromptTokens };
        TrainingMemory all = new() { LogitBudget = long.MaxValue }, layers = all with { Checkpointing = Checkpointing.Layers };
        Pass(model, prompts, completions, layers); // gradients and the matrix library's buffers exist from now on
        foreach (var (name, memory) in new[] { ("all", all), ("layers", layers), ("all_chunked", all with { LogitBudget = logits }), ("layers_chunked", layers with { LogitBudget = logits }) })
        {
            var row = new TrainingRow(model.PromptTokens, model.CellsPerImage * model.Model.Config.Vision.MergeUnit, Answer);
            line[name + "_mib"] = Rise(() => Pass(model, prompts, completions, memory));
            line[name + "_plan_mib"] = new TrainingPlan(model.Model.Config, ScalarType.Float32, memory, Group).Bytes(row, prompts) >> 20;
        }

        return line;
    }

    private static void Pass(CountedModel model, int prompts, CompletionBatch completions, TrainingMemory memory)
    {
        using var scope = NewDisposeScope();
        using var scores = CompletionLogProbs.Recorded(tape =>
        {
            var features = model.Encode(model.Model, prompts, memory.Checkpointing == Checkpointing.Layers ? tape : null);
            return CompletionLogProbs.OfBatch(model.Model, model.Layout(prompts), features, model.Banned, completions, 1, memory, tape);
        });
        scores.Backward(scores.LogProbs.sum());
    }

    /// <summary>MiB between resident memory before and its peak during the work; Linux forgets the peak when told to.</summary>
    private static double Rise(Action work)
    {
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Machine.RssMib;
        work();
        return Math.Round((double)(Machine.PeakRssMib - before), 1);
    }
}
