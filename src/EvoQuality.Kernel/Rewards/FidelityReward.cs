namespace EvoQuality.Rewards;

/// <summary>Fidelity between a preference and a win probability: one term of Eq. 3.</summary>
public static class FidelityReward
{
    /// <summary>Eq. 3, one partner: sqrt(p* p) + sqrt((1 - p*)(1 - p)).</summary>
    /// <param name="preference">p*, 0..1.</param>
    /// <param name="winProbability">p, 0..1.</param>
    /// <returns>In 0..1; 1 exactly when the two agree. No epsilon stands under the roots: rewards need no gradient.</returns>
    public static double Of(double preference, double winProbability)
    {
        ExpectProbability(preference, nameof(preference));
        ExpectProbability(winProbability, nameof(winProbability));
        return Math.Sqrt(preference * winProbability) + Math.Sqrt((1 - preference) * (1 - winProbability));
    }

    private static void ExpectProbability(double value, string name)
    {
        if (value is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(name, value, $"{name} must lie in 0..1.");
    }
}
