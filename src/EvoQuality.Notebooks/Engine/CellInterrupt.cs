namespace EvoQuality.Notebooks;

/// <summary>
/// How a running cell is stopped. Asked once, library stages that hold <see cref="Token"/> stop at their next good place
/// and loops of the cell at their next turn; a cell that does neither is broken off after a moment. Asked
/// again, whatever runs is broken off.
/// </summary>
public sealed class CellInterrupt : IDisposable
{
    /// <summary>How long a cell that was asked has before it is broken off, or told to be busy.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(400);

    private readonly CSharpEngine _engine;
    private readonly Action<string> _say;
    private readonly Lock _gate = new();
    private CancellationTokenSource _stop = new();
    private CancellationTokenSource _abandon = new();
    private object? _running; // one object per cell, so that what was meant for one never meets the next

    /// <param name="engine">What runs the cells.</param>
    /// <param name="say">Tells the person why a cell goes on for now.</param>
    public CellInterrupt(CSharpEngine engine, Action<string> say)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(say);
        (_engine, _say) = (engine, say);
    }

    /// <summary>
    /// What cells see as <c>Cancellation</c>: one token for all cells until an interrupt, so an object of an earlier cell
    /// stops too. After an interrupt there is a new one.
    /// </summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Runs a cell that can be interrupted.</summary>
    /// <param name="code">The text of the cell.</param>
    /// <param name="counted">False for what is no cell of the notebook.</param>
    public async Task<CellResult> RunAsync(string code, bool counted = true)
    {
        lock (_gate)
        {
            if (_stop.IsCancellationRequested) _stop = new CancellationTokenSource();
            _abandon = new CancellationTokenSource();
            _running = new object();
        }
        try
        {
            return await (counted
                ? _engine.RunAsync(code, _stop.Token, _abandon.Token)
                : _engine.RunAsideAsync(code, _stop.Token, _abandon.Token)).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate) _running = null;
        }
    }

    /// <summary>Asks the running cell to stop; without a running cell nothing happens.</summary>
    public void Request()
    {
        CancellationTokenSource stop, abandon;
        object? cell;
        lock (_gate) (stop, abandon, cell) = (_stop, _abandon, _running);
        if (cell is null) return;
        if (stop.IsCancellationRequested)
        {
            _ = abandon.CancelAsideAsync(Told);
            return;
        }
        var stopsByItself = _engine.HandsOutCancellation;
        _ = stop.CancelAsideAsync(Told);
        _ = BreakOffLater(cell, abandon, stopsByItself);
    }

    /// <summary>Lets go of the tokens.</summary>
    public void Dispose()
    {
        _stop.Dispose();
        _abandon.Dispose();
    }

    private async Task BreakOffLater(object cell, CancellationTokenSource abandon, bool stopsByItself)
    {
        await Task.Delay(Grace).ConfigureAwait(false);
        lock (_gate)
        {
            if (_running != cell) return;
        }
        if (_engine.Busy && stopsByItself)
            _say("The cell has been asked to stop and will at its next good place. Interrupt again to break it off.\n");
        else
            await abandon.CancelAsideAsync(Told).ConfigureAwait(false);
    }

    private void Told(string fault) => _say(fault + "\n");
}
