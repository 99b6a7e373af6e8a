namespace EvoQuality.Planning;

/// <summary>What one stage takes.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Passes">Its work by kind, one after another.</param>
public sealed record StageCost(RoundStage Stage, IReadOnlyList<Pass> Passes)
{
    /// <summary>All of it.</summary>
    public Work Work => Passes.Aggregate(default(Work), (sum, pass) => sum + pass.Work);

    /// <summary>Seconds on one device.</summary>
    public double Seconds(DeviceRates device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Passes.Sum(device.Seconds);
    }
}
