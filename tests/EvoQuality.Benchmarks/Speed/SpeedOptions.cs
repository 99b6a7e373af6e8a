using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Speed;

/// <summary>What is measured.</summary>
public enum SpeedMode
{
    /// <summary>Pairs of images are read; the last position's logits are made.</summary>
    Prefill,

    /// <summary>Pairs of images, K votes each.</summary>
    Votes,

    /// <summary>Single images, K answers each.</summary>
    Scores,

    /// <summary>Single images, K answers each, then one GRPO step per batch.</summary>
    Grpo,
}

/// <summary>The size of a measurement; the names are those of environment/reference/peer_speed.py.</summary>
public sealed record SpeedOptions
{
    /// <summary>What is measured.</summary>
    public required SpeedMode Mode { get; init; }

    /// <summary>Prompts.</summary>
    public int Items { get; init; } = 16;

    /// <summary>Completions per prompt.</summary>
    public int K { get; init; } = 32;

    /// <summary>Tokens per completion, exactly.</summary>
    public int New { get; init; } = 1;

    /// <summary>Side of the square pictures in pixels, a multiple of the model's merged cell (28 in published checkpoints).</summary>
    public int Side { get; init; } = 224;

    /// <summary>Text tokens per prompt, half of them before the images.</summary>
    public int Text { get; init; } = 60;

    /// <summary>Prompts per batch.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>grpo: prompts per micro-batch; 0 takes a batch at once.</summary>
    public int Micro { get; init; }

    /// <summary>grpo: activation checkpointing and chunks of logits.</summary>
    public TrainingMemory Memory { get; init; } = new();

    /// <summary>Timed repeats after one warm-up batch; the median counts.</summary>
    public int Repeat { get; init; } = 3;

    /// <summary>Votes of a round: every image stands in <see cref="RoundPairs.PerImage"/> pairs and is encoded once.</summary>
    public bool Round { get; init; }

    /// <summary>Type of the weights.</summary>
    public ScalarType Type { get; init; } = ScalarType.Float32;

    /// <summary>Where the model is.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>Images in a prompt.</summary>
    public int ImagesPerPrompt => Mode is SpeedMode.Prefill or SpeedMode.Votes ? 2 : 1;

    /// <summary>Checks the ranges.</summary>
    /// <param name="cell">Pixels a merged cell of the model spans.</param>
    /// <exception cref="ArgumentException">A value is out of range; all faults are in the message.</exception>
    public void Validate(int cell)
    {
        var faults = new List<string>();
        foreach (var (name, value) in new[] { ("--items", Items), ("--k", K), ("--new", New), ("--batch", Batch), ("--repeat", Repeat) })
            if (value < 1) faults.Add($"{name} is {value}, expected 1 or more");
        if (Micro < 0) faults.Add($"--micro is {Micro}, expected 0 or more");
        if (Side < cell || Side % cell != 0) faults.Add($"--side is {Side}, expected a multiple of {cell}");
        if (Text < 2) faults.Add($"--text is {Text}, expected 2 or more");
        if (Round && Mode != SpeedMode.Votes) faults.Add("--round measures votes only");
        if (Round && (Items % 3 != 0 || Items < RoundPairs.Fewest))
            faults.Add($"--round needs a multiple of 3 items, {RoundPairs.Fewest} or more, but --items is {Items}");
        if (faults.Count > 0) throw new ArgumentException(string.Join("; ", faults) + ".");
    }
}
