using TorchSharp;

namespace EvoQuality.Foundations;

/// <summary>
/// A tree of seeds: every draw of a run has a path from one root ("round", 1, "vote", pair, sample), so any single
/// draw can be made again alone and the order of work changes nothing. Children are derived by a fixed 64-bit mixer
/// (SplitMix64's finaliser over an FNV-1a label hash); the values are part of the file format of runs and never change.
/// </summary>
public readonly record struct SeedTree(ulong Seed)
{
    /// <summary>Child under a label.</summary>
    public SeedTree Child(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        var hash = 0xcbf29ce484222325UL;
        foreach (var c in label) hash = (hash ^ c) * 0x100000001b3UL;
        return new SeedTree(Mix(Seed ^ Mix(hash)));
    }

    /// <summary>Child under an index.</summary>
    public SeedTree Child(long index) => new(Mix(Seed + (0x9e3779b97f4a7c15UL * ((ulong)index + 1))));

    /// <summary>Children 0 .. count - 1.</summary>
    public IReadOnlyList<SeedTree> Children(int count)
    {
        var children = new SeedTree[count];
        for (var i = 0; i < count; i++) children[i] = Child(i);
        return children;
    }

    /// <summary>A fresh managed source of random numbers that starts at this node.</summary>
    public SeededSource Source() => new(Seed);

    /// <summary>A fresh generator for torch that starts at this node; the caller disposes it.</summary>
    /// <param name="device">Default the CPU; devices draw different numbers from one seed.</param>
    public torch.Generator Generator(torch.Device? device = null) => new(Seed >> 1, device ?? torch.CPU);

    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
        return z ^ (z >> 31);
    }
}
