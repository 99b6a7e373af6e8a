using EvoQuality.Foundations;

namespace EvoQuality.Rewards;

/// <summary>What the paper leaves open in Eqs. 2 and 3.</summary>
public sealed record FidelityOptions
{
    /// <summary>Variance floor under the root of Eq. 2, above 0. The paper gives no value; VisualQuality-R1 uses 1e-6.</summary>
    [Setting("score points squared", SettingSource.Relative, "VisualQuality-R1")]
    public double Gamma { get; init; } = 1e-6;

    /// <summary>Variance over n - 1 (as VisualQuality-R1) instead of n.</summary>
    [Setting("", SettingSource.Relative, "VisualQuality-R1")]
    public bool UnbiasedVariance { get; init; } = true;

    /// <summary>Added under both roots of Eq. 3, 0 or more. Paper: 0; VisualQuality-R1 has 1e-6, so that its rewards reach 1.001.</summary>
    [Setting("", SettingSource.Paper)]
    public double RootEpsilon { get; init; }
}
