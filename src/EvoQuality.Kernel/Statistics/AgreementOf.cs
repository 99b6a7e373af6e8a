namespace EvoQuality.Statistics;

/// <summary>Values of the measures of <see cref="Agreement"/>.</summary>
public static class AgreementOf
{
    /// <summary>The measure on all images; null where it is undefined.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite.</exception>
    public static double? Images(Agreement measure, ReadOnlySpan<double> predictions, ReadOnlySpan<double> mos) => measure switch
    {
        Agreement.Srcc => Correlation.Spearman(predictions, mos),
        Agreement.Plcc => Correlation.Pearson(predictions, mos),
        Agreement.Krcc => Correlation.Kendall(predictions, mos),
        Agreement.PlccLogistic4 => LogisticFit.Of(LogisticForm.FourParameters, predictions, mos)?.Plcc(predictions, mos),
        Agreement.PlccLogistic5 => LogisticFit.Of(LogisticForm.FiveParameters, predictions, mos)?.Plcc(predictions, mos),
        Agreement.Rmse => Correlation.RootMeanSquareError(predictions, mos),
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "Unknown measure."),
    };

    /// <summary>The measure on many resamples of these images.</summary>
    internal static IResampledStatistic Resamples(Agreement measure, ReadOnlySpan<double> predictions, ReadOnlySpan<double> mos) => measure switch
    {
        Agreement.Srcc => new ResampledSpearman(predictions, mos),
        Agreement.Plcc => new ResampledPearson(predictions, mos),
        Agreement.Krcc => new ResampledKendall(predictions, mos),
        Agreement.PlccLogistic4 => new RefittedPearson(LogisticForm.FourParameters, predictions, mos),
        Agreement.PlccLogistic5 => new RefittedPearson(LogisticForm.FiveParameters, predictions, mos),
        Agreement.Rmse => new ResampledError(predictions, mos),
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "Unknown measure."),
    };
}
