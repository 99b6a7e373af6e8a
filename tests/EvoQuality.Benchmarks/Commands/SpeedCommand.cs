using System.CommandLine;
using EvoQuality.Benchmarks.Speed;
using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>prefill</c>, <c>votes</c>, <c>scores</c> and <c>grpo</c>: speed and memory on any checkpoint folder, as one JSON line.
/// environment/reference/peer_speed.py takes the same options and prints the same line for transformers; compare.sh runs both.
/// </summary>
public static class SpeedCommand
{
    /// <summary>The command of a mode.</summary>
    public static Command Create(SpeedMode mode)
    {
        var usual = new SpeedOptions { Mode = mode };
        var folder = new Argument<string>("MODEL") { Description = "A model folder; config.json alone means random weights." };
        var items = Whole("--items", usual.Items, "Prompts.");
        var k = Whole("--k", usual.K, "Completions per prompt.");
        var tokens = Whole("--new", usual.New, "Tokens per completion.");
        var side = Whole("--side", usual.Side, "Side of the pictures in pixels.");
        var text = Whole("--text", usual.Text, "Text tokens per prompt.");
        var batch = Whole("--batch", usual.Batch, "Prompts per batch.");
        var repeat = Whole("--repeat", usual.Repeat, "Timed repeats; the median counts.");
        var micro = Whole("--micro", usual.Micro, "grpo: prompts per micro-batch; 0 takes a batch at once.");
        var logits = new Option<long>("--logits") { Description = "grpo: MiB of logits at once.", DefaultValueFactory = _ => usual.Memory.LogitBudget >> 20 };
        var kept = new Option<Checkpointing>("--checkpointing") { Description = "grpo: None, or Layers to compute layers again backward." };
        var type = new Option<ScalarType>("--dtype") { Description = "float32 or bfloat16.", DefaultValueFactory = _ => usual.Type };
        var device = new Option<string>("--device") { Description = "cpu or cuda.", DefaultValueFactory = _ => "cpu" };
        var round = new Option<bool>("--round") { Description = "votes: each image stands in 6 pairs and is encoded once." };
        var command = new Command(mode.ToString().ToLowerInvariant(), About(mode))
        {
            folder, items, k, tokens, side, text, batch, repeat, micro, logits, kept, type, device, round,
        };
        command.SetAction(p => Run(p.GetRequiredValue(folder), new SpeedOptions
        {
            Mode = mode,
            Items = p.GetValue(items),
            K = p.GetValue(k),
            New = p.GetValue(tokens),
            Side = p.GetValue(side),
            Text = p.GetValue(text),
            Batch = p.GetValue(batch),
            Repeat = p.GetValue(repeat),
            Micro = p.GetValue(micro),
            Memory = usual.Memory with { LogitBudget = p.GetValue(logits) << 20, Checkpointing = p.GetValue(kept) },
            Type = p.GetValue(type),
            Device = new Device(p.GetValue(device)!),
            Round = p.GetValue(round),
        }));
        return command;
    }

    private static int Run(string folder, SpeedOptions options)
    {
        try
        {
            Console.WriteLine(SpeedMeasurement.Run(folder, options).ToJson());
            return 0;
        }
        catch (Exception e) when (e is ArgumentException or IOException or InvalidDataException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }

    private static Option<int> Whole(string name, int usual, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };

    private static string About(SpeedMode mode) => mode switch
    {
        SpeedMode.Prefill => "Speed: pairs of images read per second.",
        SpeedMode.Votes => "Speed: K votes on each pair of images.",
        SpeedMode.Scores => "Speed: K answers on each image.",
        SpeedMode.Grpo => "Speed: K answers on each image and a GRPO step per batch.",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown mode."),
    };
}
