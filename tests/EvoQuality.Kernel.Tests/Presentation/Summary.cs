using EvoQuality.Evolution;

namespace EvoQuality.Kernel.Tests;

/// <summary>Run summaries that hold gains and nothing else.</summary>
internal static class Summary
{
    public static RunSummary With(params (string Against, GainSummary Gains)[] gains) => new()
    {
        Rounds = [],
        Controls = new Dictionary<string, object>(),
        SharperOrWiser = new Dictionary<string, SplitSummary>(),
        Gains = gains.ToDictionary(g => g.Against, g => g.Gains),
        Seed = 1,
        Versions = new Dictionary<string, string>(),
    };
}
