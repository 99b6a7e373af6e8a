using System.Collections.Concurrent;

namespace EvoQuality.Notebooks;

/// <summary>
/// One thread for all cells of a notebook, with its own synchronization context: also after an <c>await</c> a
/// cell goes on here, so what torch keeps per thread (dispose scopes, grad mode) stays with the notebook.
/// </summary>
public sealed class CellThread : IDisposable
{
    [ThreadStatic]
    private static CellThread? Here;

    private readonly BlockingCollection<Action> _queue = [];
    private readonly Thread _thread;
    private volatile bool _busy;
    private volatile bool _brokenOff;
    private volatile bool _ended;

    /// <summary>Starts the thread; it ends with <see cref="Dispose"/> or with the process.</summary>
    public CellThread()
    {
        _thread = new Thread(Pump) { IsBackground = true, Name = "notebook cells" };
        _thread.Start();
    }

    /// <summary>True while code runs on the thread; false also while a cell awaits something.</summary>
    public bool Busy => _busy;

    /// <summary>True on a thread that was broken off and still runs code, whatever cells run elsewhere by now.</summary>
    internal static bool IsLeftBehind => Here is { _brokenOff: true };

    /// <summary>
    /// Runs asynchronous work on the thread and gives its result or exception to the caller, who waits
    /// elsewhere.
    /// </summary>
    public Task<T> InvokeAsync<T>(Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(async () =>
        {
            try
            {
                done.TrySetResult(await work());
            }
            catch (Exception e) // whatever it is belongs to the caller
            {
                done.TrySetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>
    /// Ends the thread in the middle of what it does: waiting is interrupted, what awaits never goes on. Code that runs cannot
    /// be ended from outside; .NET's <c>ControlledExecution</c> was tried and has ended the whole process now and then.
    /// </summary>
    /// <param name="patience">How long to wait for the thread.</param>
    /// <returns>False if its code still runs; it is left behind and the thread ends when that returns.</returns>
    public async Task<bool> BreakOffAsync(TimeSpan patience)
    {
        Dispose();
        _brokenOff = true;
        var deadline = Environment.TickCount64 + patience.TotalMilliseconds;
        while (!_ended)
        {
            if (Environment.TickCount64 > deadline) return false;
            _thread.Interrupt(); // again and again: a cell may wait in a loop
            await Task.Delay(20).ConfigureAwait(false);
        }
        return true;
    }

    /// <summary>Takes no more work; the thread ends when what is queued is done.</summary>
    public void Dispose() => _queue.CompleteAdding();

    private void Pump()
    {
        Here = this;
        SynchronizationContext.SetSynchronizationContext(new Context(_queue));
        try
        {
            foreach (var action in _queue.GetConsumingEnumerable()) Run(action);
        }
        catch (ThreadInterruptedException) when (_brokenOff)
        {
        }
        _ended = true;
    }

    private void Run(Action action)
    {
        if (_brokenOff) return;
        _busy = true;
        action();
        _busy = false;
    }

    private sealed class Context(BlockingCollection<Action> queue) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            try
            {
                queue.Add(() => Guarded(d, state));
            }
            catch (InvalidOperationException) // the thread was ended, perhaps just now: nobody waits for this any more
            {
            }
        }

        // Sharing the queue keeps a copied context on the same thread.
        public override SynchronizationContext CreateCopy() => new Context(queue);

        // An 'async void' that fails must not take the notebook with it: it becomes output of the running cell.
        private static void Guarded(SendOrPostCallback callback, object? state)
        {
            try
            {
                callback(state);
            }
            catch (Exception e)
            {
                Console.Error.WriteLine(ErrorText.Of(e));
            }
        }
    }
}
