using System.Diagnostics;

namespace EvoQuality.Evolution;

/// <summary>Seconds spent per kind of work.</summary>
public sealed class StageClock
{
    private readonly Stopwatch _total = Stopwatch.StartNew();

    /// <summary>Offline stages.</summary>
    public double VotingSeconds { get; private set; }

    /// <summary>Online stages, those of controls included.</summary>
    public double TrainingSeconds { get; private set; }

    /// <summary>Evaluation.</summary>
    public double EvaluationSeconds { get; private set; }

    /// <summary>Since the clock was made.</summary>
    public double TotalSeconds => _total.Elapsed.TotalSeconds;

    /// <summary>Votes counted by this process.</summary>
    public long Votes { get; private set; }

    /// <summary>Votes per second of voting; null before any.</summary>
    public double? VotesPerSecond => VotingSeconds > 0 && Votes > 0 ? Votes / VotingSeconds : null;

    /// <summary>Times a voting.</summary>
    /// <param name="work">The voting.</param>
    /// <param name="known">Pairs whose votes an earlier process counted.</param>
    internal OfflineResult Voting(Func<OfflineResult> work, int known)
    {
        var result = Time(work, s => VotingSeconds += s);
        Votes += result.Votes.Skip(known).Sum(v => (long)v.Tally.Votes + v.Tally.Abstentions);
        return result;
    }

    internal T Training<T>(Func<T> work) => Time(work, s => TrainingSeconds += s);

    internal T Evaluation<T>(Func<T> work) => Time(work, s => EvaluationSeconds += s);

    private static T Time<T>(Func<T> work, Action<double> add)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            return work();
        }
        finally
        {
            add(watch.Elapsed.TotalSeconds); // of work that was stopped as well
        }
    }
}
