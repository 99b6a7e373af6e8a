namespace EvoQuality.Foundations;

/// <summary>A reproducible stream of random numbers (SplitMix64), the same on every machine and .NET version.</summary>
public sealed class SeededSource(ulong seed)
{
    private ulong _state = seed;
    private double? _spare;

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        _state += 0x9e3779b97f4a7c15UL;
        return SeedTree.Mix(_state);
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Uniform(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>Uniform in 0..<paramref name="exclusiveMax"/> - 1, without bias.</summary>
    public int NextInt(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMax, 1);
        return (int)Math.BigMul(NextBits(), (ulong)exclusiveMax, out _);
    }

    /// <summary>True with the given probability.</summary>
    public bool NextBool(double probability = 0.5) => NextDouble() < probability;

    /// <summary>Standard normal (Box-Muller).</summary>
    public double NextGaussian()
    {
        if (_spare is { } kept)
        {
            _spare = null;
            return kept;
        }

        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        var angle = 2 * Math.PI * NextDouble();
        _spare = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }

    /// <summary>Number of successes in <paramref name="trials"/> independent draws.</summary>
    public int NextBinomial(int trials, double probability)
    {
        var successes = 0;
        for (var i = 0; i < trials; i++)
            if (NextBool(probability)) successes++;
        return successes;
    }

    /// <summary>Fisher-Yates, in place.</summary>
    public void Shuffle<T>(IList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
