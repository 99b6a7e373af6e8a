namespace EvoQuality.Kernel.Tests;

/// <summary>The clock of one machine, which a test turns on by hand. A machine that is no longer turned on is dead: its timers stand still.</summary>
/// <param name="start">What it shows at first; machines need not agree.</param>
internal sealed class WorkerClock(TimeSpan start) : TimeProvider
{
    private readonly List<Alarm> _alarms = [];
    private TimeSpan _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(() => callback(state), _now + dueTime, period, _alarms);
        _alarms.Add(alarm);
        return alarm;
    }

    /// <summary>Lets time pass; timers ring as often as they are due.</summary>
    public void Advance(TimeSpan time)
    {
        _now += time;
        foreach (var alarm in _alarms.ToArray()) alarm.RingUntil(_now);
    }

    private sealed class Alarm(Action ring, TimeSpan next, TimeSpan period, List<Alarm> all) : ITimer
    {
        private TimeSpan _next = next;

        public void RingUntil(TimeSpan now)
        {
            for (; _next <= now; _next += period) ring();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => all.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
