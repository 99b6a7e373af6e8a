using EvoQuality.Tool;

namespace EvoQuality.Notebooks.Tests;

public sealed class StopSignalTests
{
    [Fact]
    public async Task The_first_signal_asks_the_second_gives_up_and_neither_waits_for_what_was_registered()
    {
        using var goOn = new ManualResetEventSlim();
        using var signal = new StopSignal(_ => { });
        var given = new TaskCompletionSource();
        await using var slow = signal.Stop.Register(goOn.Wait);
        await using var last = signal.Abandon.Register(given.SetResult);
        signal.Ask();
        Assert.True(signal.Stop.IsCancellationRequested);
        Assert.False(signal.Abandon.IsCancellationRequested);
        signal.Ask();
        Assert.True(signal.Abandon.IsCancellationRequested);
        await given.Task.WaitAsync(TestContext.Current.CancellationToken);
        goOn.Set();
    }

    [Fact]
    public async Task A_fault_in_what_was_registered_is_said()
    {
        var said = System.Threading.Channels.Channel.CreateUnbounded<string>();
        using var signal = new StopSignal(text => said.Writer.TryWrite(text));
        await using var faulty = signal.Stop.Register(() => throw new InvalidOperationException("not put away"));
        signal.Ask();
        Assert.Equal("Stopping at the next good place; Ctrl-C again stops at once.", await said.Reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal("What was to be done at the stop failed: not put away", await said.Reader.ReadAsync(TestContext.Current.CancellationToken));
    }
}
