namespace EvoQuality.Notebooks;

/// <summary>The time each cell of a run may take: first it is asked to stop, a moment later it is broken off.</summary>
internal sealed class CellTimeLimit : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly TimeSpan? _limit;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _abandon;
    private readonly Timer _stopLater;
    private readonly Timer _abandonLater;

    /// <param name="limit">Null for any time.</param>
    /// <param name="cancellation">The person's wish to stop.</param>
    /// <param name="abandon">The person's wish to stop at once.</param>
    public CellTimeLimit(TimeSpan? limit, CancellationToken cancellation, CancellationToken abandon)
    {
        (_limit, _cancellation) = (limit, cancellation);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _abandon = CancellationTokenSource.CreateLinkedTokenSource(abandon);
        // Not CancelAfter: a fault in what a cell has registered would end the process. The run fails for the time, whatever else went wrong.
        _stopLater = new Timer(_ => _ = _stop.CancelAsideAsync(_ => { }), null, Timeout.Infinite, Timeout.Infinite);
        _abandonLater = new Timer(_ => _ = _abandon.CancelAsideAsync(_ => { }), null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>What all cells of the run see: one token, so that an object of an earlier cell stops too.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Breaks off.</summary>
    public CancellationToken Abandon => _abandon.Token;

    /// <summary>A cell begins.</summary>
    public void Start()
    {
        if (_limit is not { } limit) return;
        _stopLater.Change(limit, Timeout.InfiniteTimeSpan);
        _abandonLater.Change(limit + Grace, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The cell has ended; true if its time was over before.</summary>
    public bool IsOver()
    {
        _stopLater.Change(Timeout.Infinite, Timeout.Infinite);
        _abandonLater.Change(Timeout.Infinite, Timeout.Infinite);
        return _stop.IsCancellationRequested && !_cancellation.IsCancellationRequested;
    }

    public void Dispose()
    {
        _stopLater.Dispose();
        _abandonLater.Dispose();
        _stop.Dispose();
        _abandon.Dispose();
    }
}
