using EvoQuality.Evolution.Studies;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>What a study found: versions over seeds, and paired gains.</content>
public static partial class Tables
{
    /// <summary>Every policy of a variant, or of all, as means over its seeds: its scores and its votes. <see cref="StudyScores"/> has more of the scores.</summary>
    public static DataFrame StudyVersions(StudyResults results, string? variant = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        return Versions(results, variant)
            .Whole("seeds", g => g.Count())
            .Number("expected SRCC", g => g.Average(r => r.ExpectedSrcc))
            .Number("expected PLCC", g => g.Average(r => r.ExpectedPlcc))
            .Number("one sample", g => g.Average(r => r.SingleSrcc))
            .Number("comparisons", g => g.Average(r => r.ComparisonAccuracy))
            .Number("consensus", g => g.Average(r => r.ConsensusAccuracy))
            .Number("scores right", g => g.Average(r => r.ScoreAccuracy))
            .Number("flips", g => g.Average(r => r.FlipRate))
            .Number("order flips", g => g.Average(r => r.OrderFlipRate))
            .Number("ties", g => g.Average(r => r.TieRate))
            .Frame;
    }

    /// <summary>SRCC and PLCC of every way of scoring, as means over seeds; answers that did not parse are left out.</summary>
    public static DataFrame StudyScores(StudyResults results, string? variant = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        return Versions(results, variant)
            .Number("SRCC expected", g => g.Average(r => r.ExpectedSrcc))
            .Number("mean of N", g => g.Average(r => r.MeanSrcc))
            .Number("one sample", g => g.Average(r => r.SingleSrcc))
            .Number("greedy", g => g.Average(r => r.GreedySrcc))
            .Number("PLCC expected", g => g.Average(r => r.ExpectedPlcc))
            .Number("PLCC mean of N", g => g.Average(r => r.MeanPlcc))
            .Number("PLCC one sample", g => g.Average(r => r.SinglePlcc))
            .Number("PLCC greedy", g => g.Average(r => r.GreedyPlcc))
            .Frame;
    }

    /// <summary>
    /// How the sampled scores of every policy look, and how its training ended (last ten steps), as means over its seeds: what shows a collapse.
    /// </summary>
    public static DataFrame StudyAnswers(StudyResults results, string? variant = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        return Versions(results, variant)
            .Number("parsed", g => g.Average(r => r.ScoreParseRate))
            .Number("entropy, nats", g => g.Average(r => r.Entropy))
            .Number("at 1", g => g.Average(r => r.AtWorst))
            .Number("at 5", g => g.Average(r => r.AtBest))
            .Number("spread, points", g => g.Average(r => r.Spread))
            .Number("reward", g => g.Average(r => r.Reward))
            .Number("KL, nats", g => g.Average(r => r.Kl))
            .Number("fewest steps", g => g.Min(r => r.Steps))
            .Frame;
    }

    /// <summary>The variants of a study as it declares them: what each changes, and of how many seeds there are results.</summary>
    public static DataFrame StudyVariants(Study study, StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(results);
        var seeds = results.Rows.GroupBy(r => r.Variant).ToDictionary(g => g.Key, g => g.Select(r => r.Seed).Distinct().Count());
        var cells = study.Cells([study.Seeds[0]]);
        var table = new TableOf<StudyCell>(cells)
            .Text("variant", c => c.Variant.Name)
            .Whole("seeds", c => seeds.GetValueOrDefault(c.Variant.Name));
        return (cells.Any(c => c.Variant.StartsFrom is not null) ? table.Text("starts from", c => c.Variant.StartsFrom ?? "") : table)
            .Text("changes", c => string.Join(", ", c.Changes))
            .Whole("rounds", c => c.Setup.Rounds)
            .Whole("trainings", c => c.Trainings)
            .Frame;
    }

    /// <summary>What the cells of each variant took.</summary>
    public static DataFrame StudyCosts(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return new TableOf<IGrouping<string, StudyCost>>(results.Costs.GroupBy(c => c.Variant, c => c.Cost))
            .Text("variant", g => g.Key)
            .Whole("cells", g => g.Count())
            .Number("minutes a cell", g => g.Average(c => c.Total) / 60)
            .Number("longest", g => g.Max(c => c.Total) / 60)
            .Number("of it training", g => g.Sum(c => c.Training) / g.Sum(c => c.Total))
            .Number("votes a second", g => g.Average(c => c.VotesPerSecond))
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
            .Number("SRCC against", g => g.Before)
            .Number("SRCC of policy", g => g.After)
            .Number("gain", g => g.Gain)
            .Number("low", g => g.Low)
            .Number("high", g => g.High)
            .Text("finding", g => Finding(g.Low, g.High))
            .Frame;
    }

    /// <summary>
    /// Round by round, as means over the runs of a variant: how far the majority of the votes was ahead of the scores when the round began
    /// (right test pairs), and what it then gained in SRCC of the expected score.
    /// </summary>
    public static DataFrame StudyLeads(StudyResults results) => new TableOf<IGrouping<(string Variant, int Round), RoundLead>>(RoundLead.Of(results).GroupBy(l => (l.Variant, l.Round)))
        .Text("variant", g => g.Key.Variant)
        .Whole("round", g => g.Key.Round)
        .Whole("runs", g => g.Count())
        .Number("majority right", g => g.Average(l => l.Majority))
        .Number("scores right", g => g.Average(l => l.Scores))
        .Number("lead", g => g.Average(l => l.Lead))
        .Number("gain", g => g.Average(l => l.Gain))
        .Frame;

    /// <summary>A row for every policy, of one variant or of all, which are named then.</summary>
    private static TableOf<IGrouping<StudyVersion, StudyRow>> Versions(StudyResults results, string? variant)
    {
        var table = new TableOf<IGrouping<StudyVersion, StudyRow>>(
            results.Rows.Where(r => variant is null || r.Variant == variant).GroupBy(r => new StudyVersion(r.Variant, r.Version)));
        return (variant is null ? table.Text("variant", g => g.Key.Variant) : table).Text("version", g => g.Key.Version);
    }

    /// <summary>What an interval of a gain says: better, worse, or not known.</summary>
    internal static string Finding(double low, double high) => low > 0 ? "better" : high < 0 ? "worse" : "open";
}
