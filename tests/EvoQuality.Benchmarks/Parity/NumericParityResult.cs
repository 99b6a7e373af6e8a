using System.Text.Json.Serialization;

namespace EvoQuality.Benchmarks.Parity;

/// <summary>Largest differences found; null where the folder has no such part.</summary>
public sealed record NumericParityResult : IParityResult
{
    /// <summary>What was compared.</summary>
    [JsonPropertyOrder(-1)]
    public string Kind => "numeric";

    /// <summary>SRCC and PLCC against scipy.</summary>
    public double? Correlation { get; init; }

    /// <summary>Fidelity rewards (Eqs. 2, 3).</summary>
    public double? Rewards { get; init; }

    /// <summary>Advantages (Eq. 4) with epsilon 1e-6 and 1e-4.</summary>
    public double? Advantages { get; init; }

    /// <summary>Sizes of smart_resize that differ.</summary>
    public int? SmartResizeDifferences { get; init; }

    /// <summary>Normalised pixels, Pillow's and torchvision's resizing.</summary>
    public double? Pixels { get; init; }

    /// <summary>TRL's GRPO loss.</summary>
    public double? GrpoLoss { get; init; }

    /// <summary>Its gradient.</summary>
    public double? GrpoGradient { get; init; }

    /// <summary>Loss cases compared.</summary>
    public int GrpoCompared { get; init; }

    /// <summary>Loss cases of variants we do not have: skipped.</summary>
    public int GrpoSkipped { get; init; }

    /// <summary>Whether every difference is within the tolerances of <see cref="NumericParity"/>.</summary>
    public bool Passed =>
        Within(Correlation, NumericParity.Tolerance) && Within(Rewards, NumericParity.Tolerance)
        && Within(Advantages, NumericParity.AdvantageTolerance) && (SmartResizeDifferences ?? 0) == 0
        && Within(Pixels, NumericParity.PixelTolerance)
        && Within(GrpoLoss, NumericParity.Tolerance) && Within(GrpoGradient, NumericParity.Tolerance);

    private static bool Within(double? difference, double tolerance) => difference is null || difference <= tolerance;
}
