namespace EvoQuality.Rewards;

/// <summary>Fidelity between a preference and a win probability: one term of Eq. 3.</summary>
public static class FidelityReward
{
    /// <summary>Eq. 3, one partner: sqrt(p* p) + sqrt((1 - p*)(1 - p)).</summary>
    /// <param name="preference">p*, 0..1.</param>
    /// <param name="winProbability">p, 0..1.</param>
    /// <param name="epsilon">Added under both roots, 0 or more. None in the paper: rewards need no gradient.</param>
    /// <returns>In 0..1 without epsilon; 1 exactly when the two agree.</returns>
    public static double Of(double preference, double winProbability, double epsilon = 0)
    {
        ExpectProbability(preference, nameof(preference));
        ExpectProbability(winProbability, nameof(winProbability));
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        return Math.Sqrt((preference * winProbability) + epsilon) + Math.Sqrt(((1 - preference) * (1 - winProbability)) + epsilon);
    }

    private static void ExpectProbability(double value, string name)
    {
        if (value is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(name, value, $"{name} must lie in 0..1.");
    }
}
