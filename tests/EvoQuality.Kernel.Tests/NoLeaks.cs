using TorchSharp;

namespace EvoQuality.Kernel.Tests;

/// <summary>Asserts that code leaves no tensor behind.</summary>
public static class NoLeaks
{
    private const int Workers = 2;
    private const int MostWorkers = 8; // that any test has made

    /// <summary>
    /// Runs the body twice and compares the number of live tensors before and after the second run; the first run may
    /// fill caches. The body disposes what it is given back. First on one thread, then with workers, whose tensors are counted too.
    /// </summary>
    public static void Check(Action body)
    {
        Check(1, body);
        Check(Workers, body);
    }

    private static void Check(int threads, Action body)
    {
        using var use = TorchThreads.Use(threads);
        body();
        Reset();
        body();
        var left = Left();
        Assert.True(left == 0, $"On {threads} threads the second run left {left} tensors alive. {DisposeScopeManager.Statistics}");
    }

    /// <summary>Starts counting, on this thread and on all workers'.</summary>
    public static void Reset()
    {
        DisposeScopeManager.Statistics.Reset();
        OnWorkers(() => DisposeScopeManager.Statistics.Reset());
    }

    /// <summary>Tensors made and not disposed since. One that passed from a thread to another is counted with both, as 1 and as -1.</summary>
    public static long Left()
    {
        var left = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        OnWorkers(() => Interlocked.Add(ref left, DisposeScopeManager.Statistics.ThreadTotalLiveCount));
        return left;
    }

    private static void OnWorkers(Action action)
    {
        using var all = new Barrier(MostWorkers);
        EvoQuality.Foundations.Workers.Share(MostWorkers, MostWorkers, (_, _, _) =>
        {
            all.SignalAndWait();
            action();
        });
    }
}
