using EvoQuality.Evaluation;
using EvoQuality.Statistics;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>Agreement with opinion scores: the data of the charts of fits, benchmarks and ablations.</content>
public static partial class Tables
{
    /// <summary>Every image's score, opinion score and value of the fitted curve.</summary>
    public static DataFrame Fitted(FittedScores fitted)
    {
        ArgumentNullException.ThrowIfNull(fitted);
        return new TableOf<int>(Enumerable.Range(0, fitted.Images.Count))
            .Text("image", i => fitted.Images[i])
            .Number(fitted.Scorer, i => fitted.Predictions[i])
            .Number("MOS", i => fitted.Mos[i])
            .Number("after the curve", i => fitted.Fit?.At(fitted.Predictions[i]))
            .Frame;
    }

    /// <summary>Every measure of every version on every set with its interval.</summary>
    public static DataFrame Benchmarks(IReadOnlyList<MeasuredAgreement> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        return new TableOf<MeasuredAgreement>(cells)
            .Text("version", c => c.Version)
            .Text("set", c => c.Set)
            .Whole("images", c => c.Images)
            .Text("measure", c => Name(c.Estimate.Measure))
            .Number("value", c => c.Estimate.Value)
            .Number("low", c => c.Estimate.Interval?.Low)
            .Number("high", c => c.Estimate.Interval?.High)
            .Frame;
    }

    /// <summary>Every point of an ablation with its interval.</summary>
    public static DataFrame Ablation(IReadOnlyList<AblationPoint> points, string setting, string measure)
    {
        ArgumentNullException.ThrowIfNull(points);
        return new TableOf<AblationPoint>(points)
            .Text("series", p => p.Series)
            .Number(setting, p => p.Setting)
            .Number(measure, p => p.Value)
            .Number("low", p => p.Interval?.Low)
            .Number("high", p => p.Interval?.High)
            .Whole("runs", p => p.Runs)
            .Frame;
    }

    /// <summary>What papers call a measure.</summary>
    internal static string Name(Agreement measure) => measure switch
    {
        Agreement.Srcc => "SRCC",
        Agreement.Plcc => "PLCC",
        Agreement.Krcc => "KRCC",
        Agreement.PlccLogistic4 => "PLCC after the 4-parameter curve",
        Agreement.PlccLogistic5 => "PLCC after the 5-parameter curve",
        Agreement.Rmse => "RMSE",
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "Unknown measure."),
    };
}
