namespace EvoQuality.Generation;

/// <summary>How answers are drawn. Never inherited from a checkpoint's <c>generation_config.json</c>.</summary>
public sealed record SamplingOptions
{
    /// <summary>Divides the logits; 0 takes the likeliest token. Default 1 (the value VisualQuality-R1, TTRL and verl train with).</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Most tokens per answer, the ending token included. Default 512.</summary>
    public int MaxNewTokens { get; init; } = 512;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of range; all faults are in the message.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!(Temperature >= 0)) faults.Add($"Temperature is {Temperature}, expected 0 or more");
        if (MaxNewTokens < 1) faults.Add($"MaxNewTokens is {MaxNewTokens}, expected 1 or more");
        if (faults.Count > 0) throw new ArgumentException("Sampling options: " + string.Join("; ", faults) + ".");
    }
}
