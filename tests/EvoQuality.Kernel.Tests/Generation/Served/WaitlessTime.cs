namespace EvoQuality.Kernel.Tests;

/// <summary>
/// A clock on which every wait is over at once and counts as time passed. Timers of <paramref name="limit"/> or longer are time
/// limits: they end when they are told to.
/// </summary>
internal sealed class WaitlessTime(TimeSpan limit) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _waits = [];
    private readonly HashSet<HeldTimer> _limits = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Told, outside of locks, whenever time has passed.</summary>
    public event Action? Passed;

    /// <summary>Every wait so far.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_lock) return [.. _waits];
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Ends every time limit that is running.</summary>
    public void ExpireLimits()
    {
        HeldTimer[] held;
        lock (_lock) held = [.. _limits];
        foreach (var timer in held) timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HeldTimer(this, callback, state);
        if (dueTime == Timeout.InfiniteTimeSpan) return timer;
        lock (_lock)
        {
            if (dueTime >= limit)
            {
                _limits.Add(timer);
                return timer;
            }

            _waits.Add(dueTime);
            _now += dueTime;
        }

        Passed?.Invoke();
        ThreadPool.UnsafeQueueUserWorkItem(_ => timer.Fire(), null);
        return timer;
    }

    private sealed class HeldTimer(WaitlessTime time, TimerCallback callback, object? state) : ITimer
    {
        private int _ended;

        public void Fire()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) callback(state);
            Dispose();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
            Interlocked.Exchange(ref _ended, 1);
            lock (time._lock) time._limits.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
