using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Foundations;

/// <summary>
/// Works on independent parts at once, each on a thread of its own. Torch's own threads share out single operations and meet after
/// each, which short operations hardly gain from; parts meet once, at their end (decision 0035). The number of threads is
/// torch's of the calling thread, shared out among the parts; with one, on another device and inside a part all is as without.
/// </summary>
internal static class Workers
{
    private static readonly ConcurrentBag<Worker> Idle = [];

    [ThreadStatic]
    private static bool _inside;

    /// <summary>How many parts run at once when the calling thread asks for it; inside a part 1, however many threads of torch it has.</summary>
    public static int For(Device device) => device.type == DeviceType.CPU && !_inside ? get_num_threads() : 1;

    /// <summary>Shares out <paramref name="count"/> things in consecutive runs of nearly equal length, one per worker, and works on them at once.</summary>
    /// <param name="count">Things.</param>
    /// <param name="workers">At most so many runs.</param>
    /// <param name="work">
    /// Told the run's number, first thing and length. A thread has its own dispose scopes and gradient mode: what it leaves to the
    /// caller it detaches from its scope.
    /// </param>
    /// <remarks>Returns when all have ended. Of several exceptions that of the first run is thrown.</remarks>
    public static void Share(int count, int workers, Action<int, int, int> work)
    {
        var runs = Math.Min(count, workers);
        if (runs == 1) work(0, 0, count);
        if (runs <= 1) return;
        Run([.. Enumerable.Range(0, runs).Select(run => (Action)(() =>
        {
            var start = (int)((long)count * run / runs);
            work(run, start, (int)((long)count * (run + 1) / runs) - start);
        }))]);
    }

    private static void Run(Action[] parts)
    {
        var threads = get_num_threads();
        var workers = Array.ConvertAll(parts, _ => Idle.TryTake(out var idle) ? idle : new Worker());
        var changed = Array.FindAll(workers, w => w.UseThreads(Math.Max(1, threads / parts.Length)));
        if (changed.Length > 0) set_num_threads(threads); // also what threads yet to come start with, which a worker's has overwritten
        var faults = new ExceptionDispatchInfo?[parts.Length];
        foreach (var (i, worker) in workers.Index()) worker.Start(parts[i], fault => faults[i] = fault);
        foreach (var worker in workers)
        {
            worker.Wait();
            Idle.Add(worker);
        }

        faults.FirstOrDefault(f => f is not null)?.Throw();
    }

    /// <summary>A thread that stays: the matrix library keeps buffers for every thread it has seen.</summary>
#pragma warning disable CA1001 // it lives as long as the process
    private sealed class Worker
#pragma warning restore CA1001
    {
        private readonly SemaphoreSlim _given = new(0);
        private readonly SemaphoreSlim _done = new(0);
        private Action _part = () => { };
        private int _threads;

        public Worker() => new Thread(Work) { IsBackground = true, Name = nameof(Workers) }.Start();

        /// <summary>Sets the number of torch's threads on this thread; false where it was so.</summary>
        public bool UseThreads(int count)
        {
            if (_threads == count) return false;
            _threads = count;
            Start(
                () =>
                {
                    set_num_threads(count);
                    _ = get_num_threads(); // a thread's first question sets its number to the process's: now, while that is this one
                },
                _ => { });
            Wait();
            return true;
        }

        public void Start(Action part, Action<ExceptionDispatchInfo?> ended)
        {
            _part = () => ended(Try(part));
            _given.Release();
        }

        public void Wait() => _done.Wait();

        private void Work()
        {
            _inside = true;
            while (true)
            {
                _given.Wait();
                _part();
                _part = () => { };
                _done.Release();
            }
        }

#pragma warning disable CA1031 // thrown again where the parts meet
        private static ExceptionDispatchInfo? Try(Action part)
        {
            try
            {
                part();
                return null;
            }
            catch (Exception e)
            {
                return ExceptionDispatchInfo.Capture(e);
            }
        }
#pragma warning restore CA1031
    }
}
