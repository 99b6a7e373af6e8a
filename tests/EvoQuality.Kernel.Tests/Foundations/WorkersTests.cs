using EvoQuality.Foundations;
using TorchSharp;

namespace EvoQuality.Kernel.Tests;

public sealed class WorkersTests
{
    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(5); // a meeting that never comes ends the test

    [Theory]
    [InlineData(1, 4)]
    [InlineData(7, 3)]
    [InlineData(8, 2)]
    [InlineData(3, 1)]
    [InlineData(0, 2)]
    public void Every_thing_is_in_one_run_and_runs_are_consecutive_and_nearly_equal(int count, int workers)
    {
        var runs = new (int Start, int Size)[workers];
        Workers.Share(count, workers, (run, start, size) => runs[run] = (start, size));
        var taken = runs.Where(r => r.Size > 0).ToArray();
        Assert.Equal(Enumerable.Range(0, count), taken.SelectMany(r => Enumerable.Range(r.Start, r.Size)));
        Assert.Equal(Math.Min(count, workers), taken.Length);
        Assert.True(taken.Length == 0 || taken.Max(r => r.Size) - taken.Min(r => r.Size) <= 1);
    }

    [Fact]
    public void Runs_work_at_the_same_time()
    {
        using var meeting = new Barrier(3);
        Workers.Share(3, 3, (_, _, _) => Assert.True(meeting.SignalAndWait(Forever, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Threads_are_shared_out_and_the_callers_and_those_of_later_threads_stay()
    {
        using var four = TorchThreads.Use(4);
        var (inside, later) = (new int[2], 0);
        Workers.Share(2, 2, (run, _, _) => inside[run] = torch.get_num_threads());
        var thread = new Thread(() => later = torch.get_num_threads());
        thread.Start();
        thread.Join();
        Assert.Equal([2, 2], inside);
        Assert.Equal((4, 4), (torch.get_num_threads(), later));
    }

    [Fact]
    public void Inside_a_part_nothing_is_shared_out_again()
    {
        using var four = TorchThreads.Use(4);
        var nested = new int[2]; // each part has two of torch's threads
        Workers.Share(2, 2, (run, _, _) => nested[run] = Workers.For(torch.CPU));
        Assert.Equal([1, 1], nested);
        Assert.Equal(4, Workers.For(torch.CPU));
    }

    [Fact]
    public void A_single_run_stays_on_the_calling_thread() =>
        Workers.Share(5, 1, (_, start, size) => Assert.Equal((0, 5), (start, size)));

    [Fact]
    public void The_first_runs_exception_is_thrown_when_all_have_ended()
    {
        using var meeting = new Barrier(3);
        var ended = 0;
        var fault = Assert.Throws<InvalidOperationException>(() => Workers.Share(3, 3, (run, _, _) =>
        {
            meeting.SignalAndWait(Forever, TestContext.Current.CancellationToken);
            Interlocked.Increment(ref ended);
            if (run > 0) throw new InvalidOperationException($"run {run}");
        }));
        Assert.Equal(("run 1", 3), (fault.Message, ended));
        Workers.Share(3, 3, (_, _, _) => Interlocked.Increment(ref ended)); // and the threads go on
        Assert.Equal(6, ended);
    }

    [Fact]
    public void A_gpu_has_one_worker() => Assert.Equal(1, Workers.For(new torch.Device(DeviceType.CUDA)));
}
