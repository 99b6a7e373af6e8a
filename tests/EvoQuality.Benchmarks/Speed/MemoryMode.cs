using EvoQuality.Grpo;
using EvoQuality.Qwen25VL.Adapters;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Speed;

/// <summary>A way to keep and train weights, with its name in tables.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Type">Of the weights.</param>
/// <param name="Update">How they take steps.</param>
/// <param name="Adapter">Low-rank matrices in their place.</param>
internal sealed record MemoryMode(string Name, ScalarType Type, UpdateOptions Update, AdapterOptions? Adapter)
{
    /// <summary>All ways, in the table's order.</summary>
    public static IReadOnlyList<MemoryMode> All { get; } =
    [
        Full("bf16, plain, bf16 moments", ScalarType.BFloat16, UpdatePrecision.Plain, ScalarType.BFloat16),
        Full("bf16, stochastic, bf16 moments", ScalarType.BFloat16, UpdatePrecision.Stochastic, ScalarType.BFloat16),
        Full("bf16, stochastic, fp32 moments", ScalarType.BFloat16, UpdatePrecision.Stochastic, ScalarType.Float32),
        Full("bf16, compensated, bf16 moments", ScalarType.BFloat16, UpdatePrecision.Compensated, ScalarType.BFloat16),
        Full("bf16, compensated, fp32 moments", ScalarType.BFloat16, UpdatePrecision.Compensated, ScalarType.Float32),
        Full("bf16, fp32 master and moments", ScalarType.BFloat16, UpdatePrecision.Master, ScalarType.Float32),
        Full("fp32", ScalarType.Float32, UpdatePrecision.Plain, ScalarType.Float32),
        new("fp32, low-rank 64", ScalarType.Float32, new UpdateOptions(), new AdapterOptions()),
        new("bf16, low-rank 64", ScalarType.BFloat16, new UpdateOptions(), new AdapterOptions()),
        new("bf16, low-rank 16", ScalarType.BFloat16, new UpdateOptions(), new AdapterOptions { Rank = 16, Alpha = 32 }),
    ];

    /// <summary>Whether the command measures it: one of each kind, since bf16 is slow on most CPUs.</summary>
    public bool Measured => Type == ScalarType.Float32 || (Update.Precision == UpdatePrecision.Master && Adapter is null or { Rank: 64 });

    /// <summary>The question of a GRPO step of this size in this mode.</summary>
    public MemoryQuestion Ask(MemoryQuestion size) => size with { Type = Type, Update = Update, Adapter = Adapter };

    private static MemoryMode Full(string name, ScalarType type, UpdatePrecision precision, ScalarType moments) =>
        new(name, type, new UpdateOptions { Precision = precision, Moments = moments }, null);
}
