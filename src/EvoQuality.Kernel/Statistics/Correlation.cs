namespace EvoQuality.Statistics;

/// <summary>
/// Agreement between predicted and true quality. A correlation that is not defined (fewer than two items, or one side
/// constant) is null, never 0: a policy that always says 3.00 has no SRCC.
/// </summary>
public static class Correlation
{
    /// <summary>PLCC: Pearson's linear correlation in -1..1, with no fitted curve before it.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite.</exception>
    public static double? Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ExpectPairs(x, y);
        return IsConstant(x) || IsConstant(y) ? null : Linear(x, Mean(x), y, Mean(y));
    }

    /// <summary>SRCC: Pearson's correlation of the ranks, ties at their mean rank.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite.</exception>
    public static double? Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ExpectPairs(x, y);
        var middle = (x.Length + 1) / 2.0;
        return IsConstant(x) || IsConstant(y) ? null : Linear(Ranks.Average(x), middle, Ranks.Average(y), middle);
    }

    /// <summary>KRCC: Kendall's tau-b in -1..1, ties in either side allowed for; n log n.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite.</exception>
    public static double? Kendall(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var once = new int[x.Length];
        Array.Fill(once, 1);
        return new ResampledKendall(x, y).Of(once);
    }

    /// <summary>RMSE: root of the mean squared difference, in the unit of the scores; null without items.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite.</exception>
    public static double? RootMeanSquareError(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ExpectPairs(x, y);
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
        return x.Length == 0 ? null : Math.Sqrt(sum / x.Length);
    }

    internal static void ExpectPairs(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"x and y must pair up, but x has {x.Length} values and y has {y.Length}.", nameof(y));
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(x[i])) throw new ArgumentException($"x[{i}] is {x[i]}; expected a finite number.", nameof(x));
            if (!double.IsFinite(y[i])) throw new ArgumentException($"y[{i}] is {y[i]}; expected a finite number.", nameof(y));
        }
    }

    private static double? Linear(ReadOnlySpan<double> x, double meanX, ReadOnlySpan<double> y, double meanY)
    {
        double xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }

        return Ratio(xx, yy, xy);
    }

    /// <summary>From the three centred sums; null when one side has no spread.</summary>
    internal static double? Ratio(double xx, double yy, double xy) =>
        xx > 0 && yy > 0 ? Math.Clamp(xy / Math.Sqrt(xx) / Math.Sqrt(yy), -1, 1) : null;

    internal static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }

    // Asked of the values, not of their variance: the mean of equal values may be off by a rounding, their spread is not.
    private static bool IsConstant(ReadOnlySpan<double> values) => values.Length < 2 || !values.ContainsAnyExcept(values[0]);
}
