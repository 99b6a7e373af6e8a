using System.Diagnostics;

namespace EvoQuality.Evolution;

/// <summary>The contents of <c>cost.json</c>: what a run took. Of a run that was interrupted, what its last process took.</summary>
public sealed record RunCost
{
    /// <summary>Seconds per kind of work.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>Votes per second of voting; null without any.</summary>
    public double? VotesPerSecond { get; init; }

    /// <summary>Largest resident memory of the process, MiB.</summary>
    public double PeakMemoryMib { get; init; }

    /// <summary>What the process has taken until now.</summary>
    public static RunCost Of(StageClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new RunCost
        {
            Seconds = new Dictionary<string, double>
            {
                ["voting"] = Math.Round(clock.VotingSeconds, 2),
                ["training"] = Math.Round(clock.TrainingSeconds, 2),
                ["evaluation"] = Math.Round(clock.EvaluationSeconds, 2),
                ["total"] = Math.Round(clock.TotalSeconds, 2),
            },
            VotesPerSecond = clock.VotesPerSecond,
            PeakMemoryMib = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0,
        };
    }
}
