using EvoQuality.Evaluation;
using EvoQuality.Statistics;

namespace EvoQuality.Evolution;

/// <summary>A version's gain over the start in figures.</summary>
public sealed record SplitSummary(int Images, PartsSummary Srcc, PartsSummary Plcc)
{
    internal static SplitSummary Of(SharperOrWiser split) => new(split.Images, PartsSummary.Of(split.Srcc), PartsSummary.Of(split.Plcc));
}

/// <summary>The parts of a gain; sharper, calibrated and wiser sum to the total.</summary>
public sealed record PartsSummary(
    double Before, double After, PartSummary Total, PartSummary Sharper, PartSummary Calibrated, PartSummary Wiser, PartSummary Expected)
{
    internal static PartsSummary Of(GainSplit split) => new(
        split.Before, split.After, PartSummary.Of(split.Total), PartSummary.Of(split.Sharper), PartSummary.Of(split.Calibrated),
        PartSummary.Of(split.Wiser), PartSummary.Of(split.Expected));
}

/// <summary>A part and its 95 % interval.</summary>
public sealed record PartSummary(double Value, double Low, double High)
{
    internal static PartSummary Of(SplitPart part) => new(part.Value, part.Interval.Low, part.Interval.High);
}
