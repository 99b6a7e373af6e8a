using EvoQuality.Evaluation;
using EvoQuality.Statistics;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>Scores against opinion scores with the curve that papers fit before PLCC.</content>
public static partial class Charts
{
    private const int CurvePoints = 61;

    /// <summary>Every image's score and opinion score, and the logistic curve between them. Its data: <see cref="Tables.Fitted"/>.</summary>
    public static GenericChart ScoreFit(FittedScores fitted)
    {
        ArgumentNullException.ThrowIfNull(fitted);
        var figure = new Figure(FitTitle(fitted), $"{fitted.Scorer} (1 to 5)", "opinion score (MOS)")
            .Add(
                "scatter", ("mode", "markers"), ("name", "images"), ("x", fitted.Predictions.ToArray()), ("y", fitted.Mos.ToArray()),
                ("text", fitted.Images.ToArray()), ("opacity", 0.6), ("marker", Figure.Of(("size", 6), ("color", Okabe.Blue))));
        if (fitted.Fit is { } fit)
        {
            var (low, high) = (fitted.Predictions.Min(), fitted.Predictions.Max());
            double[] x = [.. Enumerable.Range(0, CurvePoints).Select(i => low + ((high - low) * i / (CurvePoints - 1)))];
            figure.Add(
                "scatter", ("mode", "lines"), ("name", CurveName(fit.Form)), ("x", x), ("y", x.Select(fit.At).ToArray()),
                ("line", Figure.Of(("color", Okabe.Vermillion), ("width", 2.5))));
        }

        return figure.Legend().Chart();
    }

    private static string FitTitle(FittedScores fitted)
    {
        var raw = Invariant($"PLCC of the {fitted.Scorer} is {ThreeDigits(fitted.Plcc)}");
        return fitted.Fit is not { } fit
            ? $"{raw}; no curve is determined by {fitted.Images.Count} images"
            : Invariant($"{raw}, {ThreeDigits(fitted.FittedPlcc)} after the {CurveName(fit.Form)} ({fitted.Images.Count} images{(fit.Converged ? "" : "; the fit did not converge")})");
    }

    private static string CurveName(LogisticForm form) => form == LogisticForm.FourParameters ? "4-parameter curve" : "5-parameter curve";

    private static string ThreeDigits(double? value) => value is { } v ? Invariant($"{v:F3}") : "undefined";
}
