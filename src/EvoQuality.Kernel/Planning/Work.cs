namespace EvoQuality.Planning;

/// <summary>
/// What some work computes and moves. Numbers are doubles: a round of a large model has more operations than 64 bits count; up to 2^53
/// they are exact.
/// </summary>
public readonly record struct Work
{
    /// <summary>Operations of matrix products, attention included; a multiplication and an addition are two. Norms, softmax and the like are left out.</summary>
    public double Operations { get; init; }

    /// <summary>Bytes of weights (and of gradients and optimizer state) that are read and written.</summary>
    public double WeightBytes { get; init; }

    /// <summary>Bytes of keys and values: written once, read at every step of decoding.</summary>
    public double CacheBytes { get; init; }

    /// <summary>Token positions through the language model, forward.</summary>
    public double Positions { get; init; }

    /// <summary>Patch rows through the vision tower, forward.</summary>
    public double Patches { get; init; }

    /// <summary>All bytes.</summary>
    public double Bytes => WeightBytes + CacheBytes;

    /// <summary>Both.</summary>
    public static Work operator +(Work a, Work b) => new()
    {
        Operations = a.Operations + b.Operations,
        WeightBytes = a.WeightBytes + b.WeightBytes,
        CacheBytes = a.CacheBytes + b.CacheBytes,
        Positions = a.Positions + b.Positions,
        Patches = a.Patches + b.Patches,
    };

    /// <summary>The same so many times over.</summary>
    public static Work operator *(double times, Work work) => new()
    {
        Operations = times * work.Operations,
        WeightBytes = times * work.WeightBytes,
        CacheBytes = times * work.CacheBytes,
        Positions = times * work.Positions,
        Patches = times * work.Patches,
    };
}
