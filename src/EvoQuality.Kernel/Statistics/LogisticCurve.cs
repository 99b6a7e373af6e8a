namespace EvoQuality.Statistics;

/// <summary>Values and derivatives of the two logistic curves.</summary>
internal static class LogisticCurve
{
    /// <summary>Value at x.</summary>
    public static double At(LogisticForm form, IReadOnlyList<double> b, double x) => form == LogisticForm.FourParameters
        ? ((b[0] - b[1]) * Sigmoid((x - b[2]) / b[3])) + b[1]
        : (b[0] * (0.5 - Sigmoid(-b[1] * (x - b[2])))) + (b[3] * x) + b[4];

    /// <summary>Value at x, and its derivative by each parameter.</summary>
    public static double At(LogisticForm form, ReadOnlySpan<double> b, double x, Span<double> slope)
    {
        if (form == LogisticForm.FourParameters)
        {
            var z = (x - b[2]) / b[3];
            var s = Sigmoid(z);
            var steep = (b[0] - b[1]) * s * (1 - s) / b[3];
            (slope[0], slope[1], slope[2], slope[3]) = (s, 1 - s, -steep, -steep * z);
            return ((b[0] - b[1]) * s) + b[1];
        }

        var below = Sigmoid(-b[1] * (x - b[2]));
        var rise = b[0] * below * (1 - below);
        (slope[0], slope[1], slope[2], slope[3], slope[4]) = (0.5 - below, rise * (x - b[2]), -rise * b[1], x, 1);
        return (b[0] * (0.5 - below)) + (b[3] * x) + b[4];
    }

    /// <summary>1 / (1 + exp(-z)); 0 and 1 at the far ends.</summary>
    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
}
