using EvoQuality.Evolution.Studies;
using EvoQuality.Presentation;

namespace EvoQuality.Kernel.Tests;

public class RoundLeadTests
{
    private static readonly StudyResults Results = new(
        "small",
        [
            Row(1, "k32", "start", majority: 0.76, scores: 0.72, srcc: 0.60),
            Row(1, "k32", "round 1", majority: 0.75, scores: 0.76, srcc: 0.65),
            Row(1, "k32", "round 2", majority: 0.74, scores: 0.75, srcc: 0.64),
            Row(1, "k32", "shuffled labels", majority: null, scores: null, srcc: 0.20),
            Row(2, "k32", "round 1", majority: 0.75, scores: 0.74, srcc: 0.66), // its start is missing
            Row(3, "k1", "start", majority: 0.70, scores: null, srcc: 0.60),
            Row(3, "k1", "round 1", majority: 0.71, scores: 0.70, srcc: 0.61), // nobody compared its start's scores
        ],
        [], []);

    [Fact]
    public void A_round_is_held_against_the_version_before_it()
    {
        var leads = RoundLead.Of(Results);
        Assert.Equal([(1, 1), (1, 2)], leads.Select(l => (l.Seed, l.Round)));
        Assert.Equal([0.04, -0.01], leads.Select(l => Math.Round(l.Lead, 12)));
        Assert.Equal([0.05, -0.01], leads.Select(l => Math.Round(l.Gain, 12)));
        Assert.Equal([0.6, 0.65], leads.Select(l => l.Before));
    }

    [Fact]
    public void Leads_are_means_over_the_runs_of_a_variant_and_a_chart_of_starts_holds_first_rounds_alone()
    {
        var two = Results with { Rows = [.. Results.Rows, Row(2, "k32", "start", majority: 0.70, scores: 0.72, srcc: 0.62)] };
        var table = Tables.StudyLeads(two);
        Assert.Equal([2, 1], table["runs"].Cast<int?>());
        Assert.Equal([0.01, -0.01], table["lead"].Cast<double?>().Select(v => Math.Round(v!.Value, 12))); // (0.04 - 0.02) / 2
        Assert.Equal([0.045, -0.01], table["gain"].Cast<double?>().Select(v => Math.Round(v!.Value, 12)));
        var json = Plotly.NET.GenericChart.toFigureJson(Charts.StudyStarts(two));
        Assert.Contains("over 2 rounds", json, StringComparison.Ordinal);
        Assert.Contains("\"x\":[0.6,0.62]", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_without_such_a_round_cannot_be_drawn() =>
        Assert.Contains("small has no round", Assert.Throws<ArgumentException>(() => Charts.StudyLeads(Results with { Rows = [] })).Message, StringComparison.Ordinal);

    private static StudyRow Row(int seed, string variant, string version, double? majority, double? scores, double srcc) => new()
    {
        Seed = seed,
        Variant = variant,
        Version = version,
        ConsensusAccuracy = majority,
        ScoreAccuracy = scores,
        ExpectedSrcc = srcc,
    };
}
