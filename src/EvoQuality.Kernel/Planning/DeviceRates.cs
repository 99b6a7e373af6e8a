namespace EvoQuality.Planning;

/// <summary>
/// What a device can do, and the shares of it that a kind of work reaches. Published peaks with shares that are floors of
/// <c>environment/gpu-check.sh</c>, not measurements; <see cref="MeasuredRates"/> puts measured ones in their place.
/// </summary>
public sealed record DeviceRates
{
    /// <summary>Its name in tables.</summary>
    public required string Name { get; init; }

    /// <summary>Operations of matrix products per second.</summary>
    public required double OperationsPerSecond { get; init; }

    /// <summary>Bytes per second between memory and the device.</summary>
    public required double BytesPerSecond { get; init; }

    /// <summary>Memory, bytes.</summary>
    public required double MemoryBytes { get; init; }

    /// <summary>Share of the products' rate that forward passes reach. Default 0.4, the floor of gpu-check.sh.</summary>
    public double ReadingShare { get; init; } = 0.4;

    /// <summary>Share of the memory's rate that decoding reaches. Default 0.5, the floor of gpu-check.sh.</summary>
    public double DecodingShare { get; init; } = 0.5;

    /// <summary>Share of the products' rate that backward passes reach. Default 0.4 (our choice, as forward).</summary>
    public double TrainingShare { get; init; } = 0.4;

    /// <summary>Share of the memory's rate that the optimizer reaches. Default 0.5 (our choice, as decoding).</summary>
    public double UpdatingShare { get; init; } = 0.5;

    /// <summary>NVIDIA A100 SXM 80 GB, data sheet: 312 TFLOP/s bf16 without sparsity, 2,039 GB/s. The paper's device.</summary>
    public static DeviceRates A100 { get; } = new() { Name = "A100 80 GB", OperationsPerSecond = 312e12, BytesPerSecond = 2.039e12, MemoryBytes = 80e9 };

    /// <summary>NVIDIA H100 SXM, data sheet: 989 TFLOP/s bf16 without sparsity, 3.35 TB/s, 80 GB.</summary>
    public static DeviceRates H100 { get; } = new() { Name = "H100", OperationsPerSecond = 989e12, BytesPerSecond = 3.35e12, MemoryBytes = 80e9 };

    /// <summary>NVIDIA H200 SXM, data sheet: 989 TFLOP/s bf16 without sparsity, 4.8 TB/s, 141 GB.</summary>
    public static DeviceRates H200 { get; } = new() { Name = "H200", OperationsPerSecond = 989e12, BytesPerSecond = 4.8e12, MemoryBytes = 141e9 };

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">All faults in one message.</exception>
    public void Validate()
    {
        (string Name, double Value)[] values =
        [
            (nameof(OperationsPerSecond), OperationsPerSecond), (nameof(BytesPerSecond), BytesPerSecond), (nameof(MemoryBytes), MemoryBytes),
            (nameof(ReadingShare), ReadingShare), (nameof(DecodingShare), DecodingShare), (nameof(TrainingShare), TrainingShare), (nameof(UpdatingShare), UpdatingShare),
        ];
        string[] faults = [.. values.Where(v => !(v.Value > 0 && double.IsFinite(v.Value))).Select(v => FormattableString.Invariant($"{v.Name} is {v.Value}, expected above 0"))];
        if (faults.Length > 0) throw new ArgumentException($"Rates of {Name}: {string.Join("; ", faults)}.");
    }

    /// <summary>
    /// Seconds of a pass on one device, the roofline: its operations or its bytes, whichever takes longer. Decoding computes at the share
    /// of reading, the others move at the share of updating.
    /// </summary>
    public double Seconds(Pass pass)
    {
        Validate();
        var computing = OperationsPerSecond * (pass.Kind == PassKind.Training ? TrainingShare : ReadingShare);
        var moving = BytesPerSecond * (pass.Kind == PassKind.Decoding ? DecodingShare : UpdatingShare);
        return Math.Max(pass.Work.Operations / computing, pass.Work.Bytes / moving);
    }
}
