using EvoQuality.Evolution.Studies;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>What a study found: versions over seeds, and paired gains.</content>
public static partial class Tables
{
    /// <summary>Every policy of a variant, or of all, as means over its seeds.</summary>
    public static DataFrame StudyVersions(StudyResults results, string? variant = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        var groups = results.Rows.Where(r => variant is null || r.Variant == variant).GroupBy(r => new StudyVersion(r.Variant, r.Version)).ToArray();
        return new TableOf<IGrouping<StudyVersion, StudyRow>>(groups)
            .Text("variant", g => g.Key.Variant)
            .Text("version", g => g.Key.Version)
            .Whole("seeds", g => g.Count())
            .Number("expected SRCC", g => g.Average(r => r.ExpectedSrcc))
            .Number("expected PLCC", g => g.Average(r => r.ExpectedPlcc))
            .Number("mean of N", g => g.Average(r => r.MeanSrcc))
            .Number("one sample", g => g.Average(r => r.SingleSrcc))
            .Number("greedy", g => g.Average(r => r.GreedySrcc))
            .Number("comparisons", g => g.Average(r => r.ComparisonAccuracy))
            .Number("consensus", g => g.Average(r => r.ConsensusAccuracy))
            .Number("scores right", g => g.Average(r => r.ScoreAccuracy))
            .Number("flips", g => g.Average(r => r.FlipRate))
            .Number("ties", g => g.Average(r => r.TieRate))
            .Number("entropy", g => g.Average(r => r.Entropy))
            .Number("at 1", g => g.Average(r => r.AtWorst))
            .Number("at 5", g => g.Average(r => r.AtBest))
            .Number("spread", g => g.Average(r => r.Spread))
            .Frame;
    }

    /// <summary>The paired gains of a question, with 95 % intervals over images and seeds.</summary>
    /// <param name="results">The study.</param>
    /// <param name="question">One of its questions.</param>
    /// <param name="measure"><c>expected</c>, <c>mean</c>, <c>single</c> or <c>greedy</c>.</param>
    public static DataFrame StudyGains(StudyResults results, string question, string measure = "expected")
    {
        ArgumentNullException.ThrowIfNull(results);
        return new TableOf<StudyGain>(results.Gains.Where(g => g.Question == question && g.Measure == measure))
            .Text("policy", g => $"{g.Of}")
            .Text("against", g => $"{g.Against}")
            .Whole("seeds", g => g.Seeds)
            .Number("before", g => g.Before)
            .Number("after", g => g.After)
            .Number("gain", g => g.Gain)
            .Number("low", g => g.Low)
            .Number("high", g => g.High)
            .Text("finding", g => Finding(g.Low, g.High))
            .Frame;
    }

    /// <summary>
    /// Every round of every run: how far the majority of the votes was ahead of the scores when it began (right test pairs), and what
    /// it then gained in SRCC of the expected score.
    /// </summary>
    public static DataFrame StudyLeads(StudyResults results) => new TableOf<RoundLead>(RoundLead.Of(results))
        .Text("variant", l => l.Variant)
        .Whole("seed", l => l.Seed)
        .Whole("round", l => l.Round)
        .Number("majority right", l => l.Majority)
        .Number("scores right", l => l.Scores)
        .Number("lead", l => l.Lead)
        .Number("gain", l => l.Gain)
        .Frame;

    /// <summary>What an interval of a gain says: better, worse, or not known.</summary>
    internal static string Finding(double low, double high) => low > 0 ? "better" : high < 0 ? "worse" : "open";
}
