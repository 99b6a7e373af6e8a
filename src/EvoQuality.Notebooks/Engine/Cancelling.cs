namespace EvoQuality.Notebooks;

/// <summary>Asks for a stop from a thread that may neither wait nor fail: one that serves sockets, signals or timers.</summary>
public static class Cancelling
{
    /// <summary>What was registered with the token, by cells too, runs elsewhere; its faults are told and thrown nowhere.</summary>
    /// <param name="source">What is cancelled; its token says so at once.</param>
    /// <param name="say">Told each fault in a sentence.</param>
    public static async Task CancelAsideAsync(this CancellationTokenSource source, Action<string> say)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(say);
        try
        {
            await source.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException e)
        {
            foreach (var fault in e.Flatten().InnerExceptions) say($"What was to be done at the stop failed: {ErrorText.Of(fault)}");
        }
    }
}
