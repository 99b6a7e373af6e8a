using System.Text.Json.Serialization;
using EvoQuality.Foundations;

namespace EvoQuality.Grpo;

/// <summary>The functions the loss is put together from, and their constants. The defaults are the paper's Eq. 5.</summary>
public sealed record GrpoLossOptions
{
    /// <summary>epsilon: ratios below 1 - epsilon stop paying, and above 1 + epsilon too. Not given by the paper; 0.2 in all relatives.</summary>
    [Setting("", SettingSource.Relative, "TRL, verl")]
    public double ClipRange { get; init; } = 0.2;

    /// <summary>TRL's epsilon_high: another range above 1 (DAPO: 0.28); null is <see cref="ClipRange"/>.</summary>
    [Setting("", SettingSource.Relative, "TRL")]
    public double? ClipRangeHigh { get; init; }

    /// <summary>TRL's delta: the most the unclipped ratio may be, above 1 + the clip range; null is no bound.</summary>
    [Setting("", SettingSource.Relative, "TRL")]
    public double? RatioCap { get; init; }

    /// <summary>c of <see cref="ClippedSurrogate.Dual"/>, above 1. verl: 3.</summary>
    [Setting("", SettingSource.Relative, "verl")]
    public double DualClip { get; init; } = 3;

    /// <summary>beta, weight of the KL term, 0 or more. Paper: 0.05.</summary>
    [Setting("per nat", SettingSource.Paper)]
    public double Beta { get; init; } = 0.05;

    /// <summary>Most tokens a completion may have, for the reductions that divide by it; null is the batch's longest.</summary>
    [Setting("tokens", SettingSource.Relative, "verl")]
    public int? MaxCompletionLength { get; init; }

    /// <summary>rho: per token, as in VisualQuality-R1, or per completion; the paper's Eq. 5 has it of the response.</summary>
    [JsonConverter(typeof(FunctionName))]
    [Setting("", SettingSource.Relative, "VisualQuality-R1")]
    public RatioFunction Ratio { get; init; } = PolicyRatio.Token;

    /// <summary>What is maximised per token.</summary>
    [JsonConverter(typeof(FunctionName))]
    [Setting("", SettingSource.Paper)]
    public SurrogateFunction Surrogate { get; init; } = ClippedSurrogate.Plain;

    /// <summary>Estimate of the KL divergence.</summary>
    [JsonConverter(typeof(FunctionName))]
    [Setting("", SettingSource.Paper)]
    public KlFunction Kl { get; init; } = KlPenalty.K3;

    /// <summary>From tokens to one number. Paper: a mean over responses; how tokens enter is VisualQuality-R1's.</summary>
    [JsonConverter(typeof(FunctionName))]
    [Setting("", SettingSource.Relative, "VisualQuality-R1")]
    public ReductionFunction Reduction { get; init; } = LossReduction.CompletionMean;

    /// <summary>The clip range above 1.</summary>
    [JsonIgnore]
    public double ClipRangeAbove => ClipRangeHigh ?? ClipRange;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">All faults in one message.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!(ClipRange > 0 && ClipRange < 1)) faults.Add($"ClipRange is {ClipRange}, expected between 0 and 1");
        if (ClipRangeHigh is not (null or > 0)) faults.Add($"ClipRangeHigh is {ClipRangeHigh}, expected above 0");
        if (RatioCap is { } cap && !(cap > 1 + ClipRangeAbove)) faults.Add($"RatioCap is {cap}, expected above the clip range, {1 + ClipRangeAbove}");
        if (!(DualClip > 1)) faults.Add($"DualClip is {DualClip}, expected above 1");
        if (!(Beta >= 0)) faults.Add($"Beta is {Beta}, expected 0 or more");
        if (MaxCompletionLength is < 1) faults.Add($"MaxCompletionLength is {MaxCompletionLength}, expected 1 or more tokens");
        if (faults.Count > 0) throw new ArgumentException("Loss options: " + string.Join("; ", faults) + ".");
    }
}
