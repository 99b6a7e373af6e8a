using EvoQuality.Foundations;

namespace EvoQuality.Presentation;

/// <summary>
/// Brings progress into a cell, at most four times a second: <c>new CellProgress(x => bar.Update(x))</c>. It calls back on
/// the thread that reports, so the order is kept, and it never swallows the first or last report of a stage.
/// </summary>
public sealed class CellProgress : IProgress<StageProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private readonly Action<object> _show;
    private readonly TimeProvider _clock;
    private StageProgress? _shown;
    private StageProgress? _held;
    private long _shownAt;
    private (string Name, long Done, long At) _stage;

    /// <param name="show">Shows a <see cref="ProgressDisplay"/>: the <c>Update</c> of a display.</param>
    /// <param name="clock">Another clock than the system's.</param>
    public CellProgress(Action<object> show, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(show);
        (_show, _clock) = (show, clock ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public void Report(StageProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_gate)
        {
            var begins = value.Stage != _shown?.Stage;
            if (begins && _held is { } last) Show(last); // a stage that ended early ends where it came to
            if (begins || value.Done >= value.Total || _clock.GetElapsedTime(_shownAt) >= Pause) Show(value);
            else _held = value;
        }
    }

    private void Show(StageProgress value)
    {
        (_shown, _held, _shownAt) = (value, null, _clock.GetTimestamp());
        if (value.Stage != _stage.Name || value.Done < _stage.Done) _stage = (value.Stage, value.Done, _shownAt);
        _show(new ProgressDisplay(value) { Pace = PaceOf(value) });
    }

    private ProgressPace? PaceOf(StageProgress value)
    {
        var seconds = _clock.GetElapsedTime(_stage.At, _shownAt).TotalSeconds;
        if (seconds <= 0 || value.Done <= _stage.Done) return null;
        var rate = (value.Done - _stage.Done) / seconds;
        return new ProgressPace(rate, value.Total > value.Done ? TimeSpan.FromSeconds((value.Total - value.Done) / rate) : null);
    }
}
