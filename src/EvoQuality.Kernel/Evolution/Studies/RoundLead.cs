namespace EvoQuality.Evolution.Studies;

/// <summary>A round of one run of a study: what the voter knew when it began, and what the scorer gained.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Round">From 1.</param>
/// <param name="Majority">Share of test pairs that the majority of the votes of the version before had right.</param>
/// <param name="Scores">Share of the same pairs that its expected scores had right.</param>
/// <param name="Before">SRCC of its expected score.</param>
/// <param name="After">SRCC of the expected score after the round.</param>
public sealed record RoundLead(string Variant, int Seed, int Round, double Majority, double Scores, double Before, double After)
{
    /// <summary>What the round gained in SRCC of the expected score.</summary>
    public double Gain => After - Before;

    /// <summary>How far the voter was ahead of the scorer.</summary>
    public double Lead => Majority - Scores;

    /// <summary>The rounds of all runs; those whose figures are not all there are left out.</summary>
    public static IReadOnlyList<RoundLead> Of(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var rows = results.Rows.ToDictionary(r => (r.Variant, r.Seed, r.Version));
        return
        [
            .. from row in results.Rows
               let round = RoundOf(row.Version)
               where round > 0
               let lead = Of(rows.GetValueOrDefault((row.Variant, row.Seed, StudyVersion.NameOf(round - 1))), row, round)
               where lead is not null
               select lead,
        ];
    }

    private static RoundLead? Of(StudyRow? before, StudyRow after, int round) =>
        before is { ConsensusAccuracy: { } majority, ScoreAccuracy: { } scores, ExpectedSrcc: { } was } && after.ExpectedSrcc is { } now
            ? new RoundLead(after.Variant, after.Seed, round, majority, scores, was, now)
            : null;

    private static int RoundOf(string version) => version.Split(' ') is ["round", var number] && int.TryParse(number, out var round) ? round : 0;
}
