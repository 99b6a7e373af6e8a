using EvoQuality.Notebooks;

namespace EvoQuality.Tool;

/// <summary>Items per second of a stage and the time it has left, over the last minute of it.</summary>
internal sealed class ProgressRate
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<(TimeSpan At, long Done)> _marks = new();
    private string _stage = "";
    private (TimeSpan At, long Done) _last;

    /// <summary>Items per second; 0 while unknown.</summary>
    public double PerSecond { get; private set; }

    /// <summary>Time left; null while unknown.</summary>
    public TimeSpan? Left { get; private set; }

    /// <summary>Takes the next mark. Another stage, or a count that went back, starts anew.</summary>
    public void Add(ProgressMark mark, TimeSpan now)
    {
        if (mark.Stage != _stage || mark.Done < _last.Done) _marks.Clear();
        _stage = mark.Stage;
        _last = (now, mark.Done);
        _marks.Enqueue(_last);
        while (_marks.Count > 2 && now - _marks.Peek().At > Window) _marks.Dequeue();

        var (at, done) = _marks.Peek();
        var seconds = (now - at).TotalSeconds;
        PerSecond = seconds > 0 ? (mark.Done - done) / seconds : 0;
        Left = PerSecond > 0 && mark.Total > 0 ? TimeSpan.FromSeconds((mark.Total - mark.Done) / PerSecond) : null;
    }
}
