namespace EvoQuality.Foundations.Queue;

/// <summary>
/// Tells workers that are gone from those that work. No two machines' clocks are compared: a worker is gone when its sign of life
/// has stayed the same for a whole lease by the clock of the one who looks, or when it said that it left.
/// </summary>
/// <param name="folder">The job's folder.</param>
/// <param name="lease">How long to wait for a sign.</param>
/// <param name="clock">Measures time spans; its date is not looked at.</param>
public sealed class WorkerPulses(string folder, TimeSpan lease, TimeProvider clock)
{
    private readonly Dictionary<string, (string Beat, long Since)> _seen = [];

    /// <summary>Whether a worker is gone, as far as looking at it from time to time can say.</summary>
    public bool IsGone(string worker)
    {
        var beat = WorkerSeat.BeatOf(folder, worker);
        if (WorkerSeat.HasLeft(beat)) return true;
        if (!_seen.TryGetValue(worker, out var seen) || seen.Beat != beat)
        {
            _seen[worker] = (beat, clock.GetTimestamp());
            return false;
        }

        return clock.GetElapsedTime(seen.Since) >= lease;
    }
}
