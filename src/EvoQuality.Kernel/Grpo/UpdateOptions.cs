using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>How <see cref="ParameterUpdate"/> takes its steps; rate and loss come with each step.</summary>
public sealed record UpdateOptions
{
    /// <summary>What keeps steps that are too small for the weights' type. Default fp32 master weights (verl, DeepSpeed).</summary>
    [Setting("", SettingSource.Relative, "verl, DeepSpeed")]
    public UpdatePrecision Precision { get; init; } = UpdatePrecision.Master;

    /// <summary>
    /// Type of the two moments: Float32, or BFloat16 to save 4 bytes per weight. bf16 moments are rounded by chance: to the
    /// nearest number, a decay by 0.999 would not move them.
    /// </summary>
    [Setting("", SettingSource.Relative, "torch")]
    public ScalarType Moments { get; init; } = ScalarType.Float32;

    /// <summary>Decoupled weight decay. verl: 0.01.</summary>
    [Setting("", SettingSource.Relative, "verl")]
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Largest norm of the gradient of all parameters together. verl: 1.</summary>
    [Setting("", SettingSource.Relative, "verl")]
    public double ClipNorm { get; init; } = 1;

    /// <summary>Decay of the first moment. verl: 0.9.</summary>
    [Setting("", SettingSource.Relative, "verl")]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment. verl: 0.999.</summary>
    [Setting("", SettingSource.Relative, "verl")]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment. torch: 1e-8.</summary>
    [Setting("", SettingSource.Relative, "torch")]
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether steps draw random numbers, and a seed is needed.</summary>
    internal bool Draws => Precision == UpdatePrecision.Stochastic || Moments == ScalarType.BFloat16;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">All faults in one message.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!Enum.IsDefined(Precision)) faults.Add($"Precision is {Precision}, expected one of {string.Join(", ", Enum.GetNames<UpdatePrecision>())}");
        if (Moments is not (ScalarType.Float32 or ScalarType.BFloat16)) faults.Add($"Moments is {Moments}, expected Float32 or BFloat16");
        if (!(WeightDecay >= 0)) faults.Add($"WeightDecay is {WeightDecay}, expected 0 or more");
        if (!(ClipNorm > 0)) faults.Add($"ClipNorm is {ClipNorm}, expected above 0");
        if (!(Beta1 is >= 0 and < 1)) faults.Add($"Beta1 is {Beta1}, expected 0 to 1");
        if (!(Beta2 is >= 0 and < 1)) faults.Add($"Beta2 is {Beta2}, expected 0 to 1");
        if (!(Epsilon > 0)) faults.Add($"Epsilon is {Epsilon}, expected above 0");
        if (faults.Count > 0) throw new ArgumentException("Update options: " + string.Join("; ", faults) + ".");
    }
}
