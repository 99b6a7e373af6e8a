using EvoQuality.Evaluation;
using EvoQuality.Statistics;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>Why one sampled score became better.</content>
public static partial class Tables
{
    /// <summary>Per version and measure the gain of one sample over the start, its three parts, which sum to it, and the gain of the expected score.</summary>
    public static DataFrame SharperOrWiser(IReadOnlyList<SharperOrWiser> splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        return new TableOf<(string Version, GainSplit Gain)>(splits.SelectMany(s => new[] { (s.Version, s.Srcc), (s.Version, s.Plcc) }))
            .Text("version", r => r.Version)
            .Text("measure", r => Name(r.Gain.Measure))
            .Number("gain of one sample", r => r.Gain.Total.Value)
            .Number("sharper", r => r.Gain.Sharper.Value)
            .Number("calibrated", r => r.Gain.Calibrated.Value)
            .Number("wiser", r => r.Gain.Wiser.Value)
            .Number("wiser, low", r => r.Gain.Wiser.Interval.Low)
            .Number("wiser, high", r => r.Gain.Wiser.Interval.High)
            .Number("gain of the expected score", r => r.Gain.Expected.Value)
            .Text("says", r => Says(r.Gain))
            .Frame;
    }

    private static string Says(GainSplit gain) => gain switch
    {
        { Wiser.Interval.Low: > 0 } => "wiser",
        { Wiser.Interval.High: < 0 } => "less wise",
        { Sharper.Interval.Low: > 0 } => "sharper, not wiser",
        _ => "no clear difference",
    };
}
