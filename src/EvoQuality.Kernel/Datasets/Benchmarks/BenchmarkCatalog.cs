namespace EvoQuality.Datasets.Benchmarks;

/// <summary>The benchmarks the kit reads, by name.</summary>
public static class BenchmarkCatalog
{
    /// <summary>All of them: the paper's eight in the order of its tables, then BIQ2021.</summary>
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        Koniq10k.Benchmark, Spaq.Benchmark, Agiqa3k.Benchmark, LiveChallenge.Benchmark, Kadid10k.Benchmark, Pipal.Benchmark,
        Tid2013.Benchmark, Csiq.Benchmark, Biq2021.Benchmark, Biq2021.Cut,
    ];

    /// <summary>The benchmark of this name: its own, its title, or another in use; case, blanks and dashes do not matter.</summary>
    /// <exception cref="ArgumentException">No such benchmark; the message lists all.</exception>
    public static Benchmark ByName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return All.FirstOrDefault(b => b.AlsoCalled.Append(b.Name).Append(b.Title).Any(n => Plain(n) == Plain(name)))
            ?? throw new ArgumentException($"There is no benchmark '{name}'; there are {string.Join(", ", All.Select(b => b.Name))}.", nameof(name));
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
