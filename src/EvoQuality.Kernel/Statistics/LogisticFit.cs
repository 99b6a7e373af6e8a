namespace EvoQuality.Statistics;

/// <summary>
/// A logistic curve from predictions to MOS by least squares, without bounds, from the field's starting values: what
/// papers mean by "PLCC after nonlinear mapping". The start matters: another one may end in another minimum.
/// </summary>
/// <param name="Form">Which curve.</param>
/// <param name="Parameters">b1 to b4 or b5, in the order of <see cref="LogisticForm"/>.</param>
/// <param name="SquaredError">Sum of squared differences from MOS.</param>
/// <param name="Converged">False when the steps ran out before the error stood still: such a fit is not to be relied on.</param>
public sealed record LogisticFit(LogisticForm Form, IReadOnlyList<double> Parameters, double SquaredError, bool Converged)
{
    /// <summary>Fits the curve.</summary>
    /// <param name="form">Which curve.</param>
    /// <param name="predictions">(n) what the policy says; any scale.</param>
    /// <param name="mos">(n) true scores.</param>
    /// <returns>Null when the curve is not determined: fewer images than parameters, or constant predictions.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite.</exception>
    public static LogisticFit? Of(LogisticForm form, ReadOnlySpan<double> predictions, ReadOnlySpan<double> mos)
    {
        Correlation.ExpectPairs(predictions, mos);
        var ones = new double[predictions.Length];
        Array.Fill(ones, 1);
        return Of(form, predictions, mos, ones);
    }

    /// <summary>The curve's value at a prediction.</summary>
    public double At(double prediction) => LogisticCurve.At(Form, Parameters, prediction);

    /// <summary>PLCC of the curve's values with MOS; null where undefined.</summary>
    public double? Plcc(ReadOnlySpan<double> predictions, ReadOnlySpan<double> mos) => Correlation.Pearson(Map(predictions), mos);

    /// <summary>RMSE of the curve's values, in the unit of MOS.</summary>
    public double? RootMeanSquareError(ReadOnlySpan<double> predictions, ReadOnlySpan<double> mos) =>
        Correlation.RootMeanSquareError(Map(predictions), mos);

    /// <summary>The same with item i counted <paramref name="weights"/>[i] times (0 or more).</summary>
    internal static LogisticFit? Of(
        LogisticForm form, ReadOnlySpan<double> predictions, ReadOnlySpan<double> mos, ReadOnlySpan<double> weights)
    {
        if (Start(form, predictions, mos, weights) is not { } start) return null;
        var (parameters, error, converged) = LevenbergMarquardt.Minimise(form, start, predictions, mos, weights);
        return new LogisticFit(form, parameters, error, converged);
    }

    private static double[]? Start(LogisticForm form, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double items = 0, meanX = 0, meanY = 0, low = double.PositiveInfinity, high = double.NegativeInfinity;
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        for (var i = 0; i < x.Length; i++)
        {
            if (weights[i] == 0) continue;
            items += weights[i];
            meanX += weights[i] * x[i];
            meanY += weights[i] * y[i];
            (low, high) = (Math.Min(low, y[i]), Math.Max(high, y[i]));
            (least, most) = (Math.Min(least, x[i]), Math.Max(most, x[i]));
        }

        if (items < (form == LogisticForm.FourParameters ? 4 : 5) || least == most) return null;
        (meanX, meanY) = (meanX / items, meanY / items);
        var variance = 0.0;
        for (var i = 0; i < x.Length; i++) variance += weights[i] * (x[i] - meanX) * (x[i] - meanX) / items;
        return form == LogisticForm.FourParameters
            ? [high, low, meanX, Math.Sqrt(variance) / 4]
            : [10, 0, meanY, 0.1, 0.1];
    }

    private double[] Map(ReadOnlySpan<double> predictions)
    {
        var mapped = new double[predictions.Length];
        for (var i = 0; i < mapped.Length; i++) mapped[i] = At(predictions[i]);
        return mapped;
    }
}
