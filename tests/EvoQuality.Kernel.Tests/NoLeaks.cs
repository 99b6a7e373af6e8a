using TorchSharp;

namespace EvoQuality.Kernel.Tests;

/// <summary>Asserts that code leaves no tensor behind.</summary>
public static class NoLeaks
{
    /// <summary>
    /// Runs the body twice and compares the number of live tensors before and after the second run; the first run may
    /// fill caches. The body disposes what it is given back. Tensors made on other threads are not seen.
    /// </summary>
    public static void Check(Action body)
    {
        body();
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        body();
        Assert.True(
            statistics.ThreadTotalLiveCount == 0,
            $"The second run left {statistics.ThreadTotalLiveCount} tensors alive. {statistics}");
    }
}
