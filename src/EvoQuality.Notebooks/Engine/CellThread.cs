using System.Collections.Concurrent;

namespace EvoQuality.Notebooks;

/// <summary>
/// One thread for all cells of a notebook, with its own synchronization context: also after an <c>await</c> a
/// cell goes on here, so what torch keeps per thread (dispose scopes, grad mode) stays with the notebook.
/// </summary>
public sealed class CellThread : IDisposable
{
    private readonly BlockingCollection<Action> _queue = [];
    private readonly Thread _thread;

    /// <summary>Starts the thread; it ends with <see cref="Dispose"/> or with the process.</summary>
    public CellThread()
    {
        _thread = new Thread(Pump) { IsBackground = true, Name = "notebook cells" };
        _thread.Start();
    }

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
                done.SetResult(await work());
            }
            catch (Exception e) // whatever it is belongs to the caller
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>Takes no more work; the thread ends when what is queued is done.</summary>
    public void Dispose() => _queue.CompleteAdding();

    private void Pump()
    {
        SynchronizationContext.SetSynchronizationContext(new Context(_queue));
        foreach (var action in _queue.GetConsumingEnumerable()) action();
    }

    private sealed class Context(BlockingCollection<Action> queue) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            if (!queue.IsAddingCompleted) queue.Add(() => Guarded(d, state));
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
