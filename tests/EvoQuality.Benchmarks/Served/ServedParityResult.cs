using EvoQuality.Benchmarks.Parity;
using EvoQuality.Generation.Served;

namespace EvoQuality.Benchmarks.Served;

/// <summary>How a policy behind a server compares with the same checkpoint here.</summary>
public sealed record ServedParityResult : IParityResult
{
    /// <summary>The kind of server.</summary>
    public required string Server { get; init; }

    /// <summary>Greedy answers compared: both questions, both styles.</summary>
    public required int Greedy { get; init; }

    /// <summary>The greedy answers that differ: theirs beside ours.</summary>
    public required IReadOnlyList<string> Different { get; init; }

    /// <summary>Sampled votes.</summary>
    public required int Votes { get; init; }

    /// <summary>Per prompt: votes for the first image, of how many, our probability, and that of a count so far out.</summary>
    public required IReadOnlyList<VoteShare> Shares { get; init; }

    /// <summary>Largest difference of a vote's probability; null where the server tells none.</summary>
    public double? Choices { get; init; }

    /// <summary>Largest difference of the probability of one of the 401 scores; null where the server tells none.</summary>
    public double? Scores { get; init; }

    /// <summary>Largest difference of an expected score.</summary>
    public double? Means { get; init; }

    /// <summary>What was asked, and how fast.</summary>
    public required ServedUsage Usage { get; init; }

    /// <inheritdoc/>
    public bool Passed =>
        Greedy > 0 && Different.Count == 0 && Votes > 0 && Shares.All(s => s.Tail >= ServedParity.Tail)
        && (Choices ?? 0) <= ServedParity.Tolerance && (Scores ?? 0) <= ServedParity.Tolerance;
}
