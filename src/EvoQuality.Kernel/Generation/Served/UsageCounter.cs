namespace EvoQuality.Generation.Served;

/// <summary>Adds up what requests report, from several threads.</summary>
internal sealed class UsageCounter(ServedPolicyOptions options, TimeProvider time)
{
    private const double Million = 1e6;
    private readonly Lock _lock = new();
    private ServedUsage _sum = new(0, 0, 0, 0, 0, 0, 0, 0);
    private long? _start;

    /// <summary>The sums so far.</summary>
    public ServedUsage Usage
    {
        get
        {
            lock (_lock)
            {
                return _sum with
                {
                    Cost = ((_sum.PromptTokens * options.PromptPrice) + (_sum.AnswerTokens * options.AnswerPrice)) / Million,
                    Seconds = _start is { } start ? time.GetElapsedTime(start).TotalSeconds : 0,
                };
            }
        }
    }

    /// <summary>An attempt begins.</summary>
    public void Attempt(bool repeated)
    {
        lock (_lock)
        {
            _start ??= time.GetTimestamp();
            if (repeated) _sum = _sum with { Retries = _sum.Retries + 1 };
        }
    }

    /// <summary>A reply came, usable or not: its tokens are to be paid.</summary>
    public void Bill(ServedReply reply)
    {
        lock (_lock)
        {
            _sum = _sum with
            {
                PromptTokens = _sum.PromptTokens + (reply.PromptTokens ?? 0),
                AnswerTokens = _sum.AnswerTokens + (reply.AnswerTokens ?? 0),
            };
        }
    }

    /// <summary>A request was answered as asked.</summary>
    public void Add(ServedReply reply)
    {
        lock (_lock)
        {
            _sum = _sum with
            {
                Requests = _sum.Requests + 1,
                Answers = _sum.Answers + reply.Choices.Count,
                Refusals = _sum.Refusals + reply.Choices.Count(c => c.Refused),
            };
        }
    }
}
