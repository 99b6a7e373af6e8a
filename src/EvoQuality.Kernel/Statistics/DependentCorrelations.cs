namespace EvoQuality.Statistics;

/// <summary>
/// Tests whether two predictors correlate equally with the same MOS, from three correlations alone. For PLCC they assume
/// normal values; on SRCC they are an approximation, and <see cref="PairedAgreement"/> is the safer test.
/// </summary>
/// <param name="Z">Standard normal if both correlate equally; positive when the first is ahead.</param>
/// <param name="PValue">Two-sided.</param>
public sealed record DependentCorrelations(double Z, double PValue)
{
    /// <summary>Steiger's Z with the pooled estimate of the covariance (Steiger 1980, Psychological Bulletin 87, eq. 14).</summary>
    /// <param name="first">Correlation of the first predictor with MOS, in (-1, 1).</param>
    /// <param name="second">Correlation of the second predictor with MOS, in (-1, 1).</param>
    /// <param name="between">Correlation of the two predictors, in (-1, 1).</param>
    /// <param name="images">n, 4 or more.</param>
    public static DependentCorrelations Steiger(double first, double second, double between, int images)
    {
        Check(first, second, between, images);
        var mean = (first + second) / 2;
        var rest = 1 - (mean * mean);
        var covariance = ((between * (rest - (mean * mean))) - (mean * mean * (rest - (mean * mean) - (between * between)) / 2)) / (rest * rest);
        return Of((Math.Atanh(first) - Math.Atanh(second)) * Math.Sqrt((images - 3) / (2 * (1 - covariance))));
    }

    /// <summary>The test of Meng, Rosenthal and Rubin (1992, Psychological Bulletin 111, eq. 1).</summary>
    /// <param name="first">Correlation of the first predictor with MOS, in (-1, 1).</param>
    /// <param name="second">Correlation of the second predictor with MOS, in (-1, 1).</param>
    /// <param name="between">Correlation of the two predictors, in (-1, 1).</param>
    /// <param name="images">n, 4 or more.</param>
    public static DependentCorrelations MengRosenthalRubin(double first, double second, double between, int images)
    {
        Check(first, second, between, images);
        var square = ((first * first) + (second * second)) / 2;
        var f = Math.Min(1, (1 - between) / (2 * (1 - square)));
        var h = (1 - (f * square)) / (1 - square);
        return Of((Math.Atanh(first) - Math.Atanh(second)) * Math.Sqrt((images - 3) / (2 * (1 - between) * h)));
    }

    private static DependentCorrelations Of(double z) => new(z, 2 * Normal.Cdf(-Math.Abs(z)));

    private static void Check(double first, double second, double between, int images)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 4);
        foreach (var (name, value) in new[] { (nameof(first), first), (nameof(second), second), (nameof(between), between) })
        {
            if (!(Math.Abs(value) < 1))
                throw new ArgumentOutOfRangeException(name, value, $"A correlation inside -1 to 1 is needed, but {name} is {value}.");
        }
    }
}
