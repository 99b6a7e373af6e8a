using System.Net.Sockets;
using System.Text.Json;
using EvoQuality.Foundations;

namespace EvoQuality.Generation.Served;

/// <summary>
/// Makes attempts until one succeeds: at most so many at once, each with a time limit, with waits that double and vary in between
/// (exponential back-off with jitter). A server that asks to be left alone is left alone by all requests.
/// </summary>
internal sealed class Patience(ServedPolicyOptions options, SeedTree seed, TimeProvider time, UsageCounter counter) : IDisposable
{
    private const int AttemptsWithPictures = 4; // a proxy may have damaged the request, but hardly four times
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromMinutes(10); // beyond it a worker seems to hang
    private readonly SemaphoreSlim _slots = new(options.Concurrency);
    private readonly Lock _lock = new();
    private DateTimeOffset _quietUntil;
    private long _requests;

    /// <summary>The value of the first attempt that succeeds.</summary>
    /// <exception cref="ServedException">No attempt can or did succeed.</exception>
    public async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancel)
    {
        await _slots.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var waits = seed.Child(Interlocked.Increment(ref _requests)).Source();
            var ofPictures = 0;
            for (var tried = 1; ; tried++)
            {
                await QuietAsync(cancel).ConfigureAwait(false);
                counter.Attempt(repeated: tried > 1);
                try
                {
                    return await LimitedAsync(attempt, cancel).ConfigureAwait(false);
                }
                catch (Exception e) when (Fault(e, cancel) is { MayPass: true } fault)
                {
                    if (tried > options.MaxRetries) throw new ServedException($"{fault.Message} It was asked {tried} times.", mayPass: false, e) { Status = fault.Status };
                    if (fault.OfPictures && ++ofPictures == AttemptsWithPictures) throw;
                    if (fault.RetryAfter > LongestQuiet)
                        throw new ServedException($"{fault.Message} It asks to be left alone for {fault.RetryAfter.Value.TotalMinutes:0} minutes; start again then.", mayPass: false, e) { Status = fault.Status };
                    if (fault.RetryAfter is { } asked) KeepQuiet(asked);
                    await Task.Delay(Wait(tried, waits.NextDouble()), time, cancel).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task<T> LimitedAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.RequestTimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        return await attempt(either.Token).ConfigureAwait(false);
    }

    /// <summary>Half of the doubled delay and a random part of the other half.</summary>
    private TimeSpan Wait(int tried, double part)
    {
        var full = Math.Min(options.LongestDelaySeconds, options.FirstDelaySeconds * Math.Pow(2, tried - 1));
        return TimeSpan.FromSeconds(full * (1 + part) / 2);
    }

    private void KeepQuiet(TimeSpan asked)
    {
        lock (_lock)
        {
            var until = time.GetUtcNow() + asked;
            if (until > _quietUntil) _quietUntil = until;
        }
    }

    private async Task QuietAsync(CancellationToken cancel)
    {
        while (true)
        {
            TimeSpan left;
            lock (_lock) left = _quietUntil - time.GetUtcNow();
            if (left <= TimeSpan.Zero) return;
            await Task.Delay(left, time, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>A fault as it is told; null for what is not the server's.</summary>
    private ServedException? Fault(Exception e, CancellationToken cancel) => e switch
    {
        ServedException served => served,
        OperationCanceledException when !cancel.IsCancellationRequested =>
            new ServedException($"No answer came within {options.RequestTimeoutSeconds:0.###} s.", mayPass: true, e),
        HttpRequestException { StatusCode: { } status } =>
            new ServedException(e.Message, (int)status is 408 or 429 or >= 500, e) { Status = status },
        HttpRequestException or IOException or SocketException or TimeoutException or JsonException => new ServedException(e.Message, mayPass: true, e),
        _ => null,
    };
}
