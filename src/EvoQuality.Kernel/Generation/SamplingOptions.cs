using EvoQuality.Foundations;

namespace EvoQuality.Generation;

/// <summary>
/// How answers are drawn. Never inherited from a checkpoint's <c>generation_config.json</c>. The logits are divided by the
/// temperature, then cut by <see cref="TopK"/>, then by <see cref="TopP"/>, as transformers does it.
/// </summary>
public sealed record SamplingOptions
{
    /// <summary>Divides the logits; 0 takes the likeliest token. Default 1 (the value VisualQuality-R1, TTRL and verl train with).</summary>
    [Setting("", SettingSource.Relative, "VisualQuality-R1, verl")]
    public double Temperature { get; init; } = 1;

    /// <summary>
    /// Draws among the fewest likeliest tokens whose probabilities reach this sum, in (0, 1]. Default 1, all tokens: the
    /// log-probabilities that GRPO takes are those of the whole distribution, and votes and scores are to be its samples.
    /// </summary>
    [Setting("probability", SettingSource.Ours)]
    public double TopP { get; init; } = 1;

    /// <summary>Draws among this many likeliest tokens (more where the last are equal); 0, the default, means all.</summary>
    [Setting("tokens", SettingSource.Ours)]
    public int TopK { get; init; }

    /// <summary>Most tokens per answer, the ending token included. Default 512.</summary>
    [Setting("tokens", SettingSource.Relative, "TRL")]
    public int MaxNewTokens { get; init; } = 512;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of range; all faults are in the message.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!(Temperature >= 0)) faults.Add($"Temperature is {Temperature}, expected 0 or more");
        if (!(TopP is > 0 and <= 1)) faults.Add($"TopP is {TopP}, expected above 0 and at most 1");
        if (TopK < 0) faults.Add($"TopK is {TopK}, expected 0 or more");
        if (MaxNewTokens < 1) faults.Add($"MaxNewTokens is {MaxNewTokens}, expected 1 or more");
        if (faults.Count > 0) throw new ArgumentException("Sampling options: " + string.Join("; ", faults) + ".");
    }
}
