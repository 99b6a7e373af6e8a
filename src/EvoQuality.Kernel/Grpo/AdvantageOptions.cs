using System.Text.Json.Serialization;
using EvoQuality.Foundations;

namespace EvoQuality.Grpo;

/// <summary>What the paper leaves open in Eq. 4.</summary>
public sealed record AdvantageOptions
{
    /// <summary>Added to the standard deviation; 0 or more. 1e-6 is verl's value, TRL and VisualQuality-R1 have 1e-4.</summary>
    [Setting("reward", SettingSource.Relative, "verl")]
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>Standard deviation over n - 1 (as every relative) instead of n.</summary>
    [Setting("", SettingSource.Relative, "TRL, verl")]
    public bool UnbiasedStd { get; init; } = true;

    /// <summary>From the rewards of a batch to its advantages. Paper: each group by its own deviation.</summary>
    [JsonConverter(typeof(FunctionName))]
    [Setting("", SettingSource.Paper)]
    public AdvantageFunction Function { get; init; } = BatchAdvantages.ByGroup;
}
