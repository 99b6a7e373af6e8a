using EvoQuality.Evolution;
using EvoQuality.Evolution.Studies;
using EvoQuality.Presentation;
using Plotly.NET;

namespace EvoQuality.Kernel.Tests;

/// <summary>Tables and charts of what a study found.</summary>
public class StudyViewsTests
{
    private static readonly Study Numbers = new()
    {
        Name = "small",
        Asks = "How many?",
        Base = new EvolutionSetup { Rounds = 2 },
        Seeds = [1],
        Variants =
        [
            new("k32", s => s with { Controls = "shuffled" }), new("k2", s => s with { K = 2 }), new("k8-soft", s => s with { K = 8, Soft = true }), new("soft", s => s with { Soft = true }),
        ],
        Questions = [],
    };

    private static readonly StudyResults Results = new(
        "small",
        [Row(1, "k32", 0.60, 0.50, 0.10, 0.7), Row(2, "k32", 0.70, 0.60, 0.30, 0.9), Row(1, "k2", 0.20, 0.10, null, null)],
        [Gain("votes", "k2", 1, -0.01, -0.02, 0), Gain("votes", "k2", 2, 0.03, 0.01, 0.05), Gain("votes", "k8-soft", 1, 0.5, 0.4, 0.6), Gain("votes", "soft", 1, 0.5, 0.4, 0.6), Gain("gain", "k2", 1, 0.5, 0.4, 0.6)],
        []);

    [Fact]
    public void A_chart_of_numbers_of_votes_holds_the_variants_that_change_nothing_else()
    {
        var json = GenericChart.toFigureJson(Charts.StudyVoteNumbers(Numbers, Results)).Replace("<br>", " ", StringComparison.Ordinal); // a long title
        Assert.Contains("1 of 2 comparisons are ahead of K = 32, 0 behind", json, StringComparison.Ordinal);
        Assert.Contains("\"y\":[-0.01]", json, StringComparison.Ordinal);
        Assert.Contains("\"y\":[0.03]", json, StringComparison.Ordinal);
        Assert.DoesNotContain("0.5]", json, StringComparison.Ordinal);
        Assert.Contains("\"ticktext\":[\"2\",\"32\"]", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_of_other_things_has_no_chart_of_numbers_of_votes() =>
        Assert.Contains("small compares no numbers of votes", Assert.Throws<ArgumentException>(() => Charts.StudyVoteNumbers(Numbers, Results with { Gains = [] })).Message, StringComparison.Ordinal);

    [Fact]
    public void Tables_of_scores_and_answers_are_means_over_the_seeds_of_a_variant()
    {
        var scores = Tables.StudyScores(Results, "k32");
        Assert.Equal([0.65], Of(scores, "SRCC expected"));
        Assert.Equal([0.55], Of(scores, "PLCC one sample"));
        Assert.Equal([null], Of(scores, "PLCC greedy"));
        var answers = Tables.StudyAnswers(Results);
        Assert.Equal([0.2, null], Of(answers, "at 1"));
        Assert.Equal([0.8, null], Of(answers, "reward"));
        Assert.Equal(1, Tables.StudyAnswers(Results, "k2").Rows.Count);

        static double?[] Of(Microsoft.Data.Analysis.DataFrame table, string column) => [.. table[column].Cast<double?>().Select(v => v is { } d ? Math.Round(d, 12) : v)];
    }

    private static StudyGain Gain(string question, string variant, int round, double gain, double low, double high) =>
        new(question, StudyVersion.Of(variant, round), StudyVersion.Of("k32", round), "expected", 3, 0.5, 0.5 + gain, gain, low, high);

    private static StudyRow Row(int seed, string variant, double srcc, double plcc, double? atWorst, double? reward) => new()
    {
        Seed = seed,
        Variant = variant,
        Version = "round 1",
        ExpectedSrcc = srcc,
        SinglePlcc = plcc,
        AtWorst = atWorst,
        Reward = reward,
    };
}
