using EvoQuality.Foundations;

namespace EvoQuality.Generation.Served;

/// <summary>How a served policy asks: how much at once, how patiently, and at what price.</summary>
public sealed record ServedPolicyOptions
{
    /// <summary>Requests under way at once. Default 16; a GPU server answers more at once the more it is given, up to its own limit.</summary>
    [Setting("requests", SettingSource.Ours)]
    public int Concurrency { get; init; } = 16;

    /// <summary>Most answers asked for by one request, where the server gives several. Default 32, the paper's K.</summary>
    [Setting("answers", SettingSource.Ours)]
    public int SamplesPerRequest { get; init; } = 32;

    /// <summary>
    /// How often a request is repeated after a 408, 429 or 5xx, a time-out, a broken connection or an unreadable reply. Default 10:
    /// about four minutes with the delays below, in which a server that died is back.
    /// </summary>
    [Setting("retries", SettingSource.Ours)]
    public int MaxRetries { get; init; } = 10;

    /// <summary>Wait before the first repetition; it doubles each time. A random half of every wait is left out, so that clients spread. Default 0.5.</summary>
    [Setting("s", SettingSource.Ours)]
    public double FirstDelaySeconds { get; init; } = 0.5;

    /// <summary>Longest wait, unless the server asks for a longer one (Retry-After). Default 60.</summary>
    [Setting("s", SettingSource.Ours)]
    public double LongestDelaySeconds { get; init; } = 60;

    /// <summary>Longest time for one attempt, its wait in the server's queue included. Default 300.</summary>
    [Setting("s", SettingSource.Ours)]
    public double RequestTimeoutSeconds { get; init; } = 300;

    /// <summary>Likeliest tokens asked for where probabilities are read. Default 20, the most that vLLM (as it starts) and OpenAI give.</summary>
    [Setting("tokens", SettingSource.Relative, "vLLM")]
    public int TopLogProbs { get; init; } = 20;

    /// <summary>
    /// Most probability that may hide behind the likeliest tokens where probabilities are read: beyond it reading fails instead of
    /// being wrong. Default 1e-4.
    /// </summary>
    [Setting("probability", SettingSource.Ours)]
    public double HiddenProbability { get; init; } = 1e-4;

    /// <summary>Beginnings of a score less likely than this are not followed when a score distribution is read. Default 1e-7: at most 5e-6 of 50 beginnings.</summary>
    [Setting("probability", SettingSource.Ours)]
    public double LeastBeginning { get; init; } = 1e-7;

    /// <summary>Price of a million prompt tokens, in any currency. Default 0.</summary>
    [Setting("per million tokens", SettingSource.Ours)]
    public double PromptPrice { get; init; }

    /// <summary>Price of a million answer tokens, in the same currency. Default 0.</summary>
    [Setting("per million tokens", SettingSource.Ours)]
    public double AnswerPrice { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">All faults in one message.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Concurrency < 1) faults.Add($"Concurrency is {Concurrency}, expected 1 or more");
        if (SamplesPerRequest < 1) faults.Add($"SamplesPerRequest is {SamplesPerRequest}, expected 1 or more");
        if (MaxRetries < 0) faults.Add($"MaxRetries is {MaxRetries}, expected 0 or more");
        if (!(FirstDelaySeconds is >= 0 and < 86400)) faults.Add($"FirstDelaySeconds is {FirstDelaySeconds}, expected 0 or more, below a day");
        if (!(LongestDelaySeconds >= FirstDelaySeconds && LongestDelaySeconds < 86400))
            faults.Add($"LongestDelaySeconds is {LongestDelaySeconds}, expected FirstDelaySeconds ({FirstDelaySeconds}) or more, below a day");
        if (!(RequestTimeoutSeconds is > 0 and < 86400)) faults.Add($"RequestTimeoutSeconds is {RequestTimeoutSeconds}, expected above 0, below a day");
        if (TopLogProbs < 1) faults.Add($"TopLogProbs is {TopLogProbs}, expected 1 or more");
        if (!(HiddenProbability is >= 0 and <= 1)) faults.Add($"HiddenProbability is {HiddenProbability}, expected 0 to 1");
        if (!(LeastBeginning is >= 0 and < 1)) faults.Add($"LeastBeginning is {LeastBeginning}, expected 0 or more, below 1");
        if (!(PromptPrice >= 0)) faults.Add($"PromptPrice is {PromptPrice}, expected 0 or more");
        if (!(AnswerPrice >= 0)) faults.Add($"AnswerPrice is {AnswerPrice}, expected 0 or more");
        if (faults.Count > 0) throw new ArgumentException("Served policy options: " + string.Join("; ", faults) + ".");
    }
}
