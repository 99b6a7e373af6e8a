using EvoQuality.Foundations;

namespace EvoQuality.Datasets;

/// <summary>The synthetic pairs of the paper's second round.</summary>
public sealed record SyntheticPairOptions
{
    /// <summary>Distorted variants per image. Paper: 10.</summary>
    [Setting("variants per image", SettingSource.Paper)]
    public int Variants { get; init; } = 10;

    /// <summary>Pairs, over the whole pool. The paper does not say how many; see <see cref="CountFor"/>. Default 10,000.</summary>
    [Setting("pairs", SettingSource.Ours)]
    public int Pairs { get; init; } = 10_000;

    /// <summary>Number of synthetic pairs that makes up a share of all pairs.</summary>
    /// <param name="realPairs">Other pairs, 0 or more.</param>
    /// <param name="share">Wanted share of synthetic pairs among all, in [0, 1).</param>
    public static int CountFor(int realPairs, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(realPairs);
        if (share is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "A share of synthetic pairs lies in [0, 1).");
        return (int)Math.Round(realPairs * share / (1 - share));
    }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">All faults in one message.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Variants is < 2 or > 175) faults.Add($"Variants is {Variants}, expected 2 to 175 (35 types of five levels)");
        if (Pairs < 1) faults.Add($"Pairs is {Pairs}, expected 1 or more");
        if (faults.Count > 0) throw new ArgumentException("Synthetic pairs: " + string.Join("; ", faults) + ".");
    }
}
