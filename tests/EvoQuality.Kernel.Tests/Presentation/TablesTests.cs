using EvoQuality.Evolution;
using EvoQuality.Presentation;
using EvoQuality.Voting;
using EvoQuality.Rewards;
using Microsoft.Data.Analysis;

namespace EvoQuality.Kernel.Tests;

public class TablesTests
{
    [Fact]
    public void Every_version_has_a_row_for_each_way_of_scoring()
    {
        var table = Tables.Rounds(ExampleRun.Rounds);
        Assert.Equal(12, table.Rows.Count);
        Assert.Equal(["start", "one sample", 0.2, 0.15, 0.24, 0.21], Row(table, 0));
        Assert.Equal(["round 2", "expected score", 0.47, 0.42, 0.51, 0.48], Row(table, 11));
        Assert.Equal(["round 1", "greedy", null, null, null, null], Row(table, 6));
    }

    [Fact]
    public void Controls_come_in_the_order_of_their_letters() =>
        Assert.Equal(
            ["(a) sharpened start", "(b) shuffled labels"],
            Column(Tables.Controls(ExampleRun.Controls), "control").Distinct());

    [Fact]
    public void A_gain_says_better_only_when_its_interval_lies_above_zero()
    {
        var gains = new GainSummary(new Gain(0.1, 0.01, 0.2), new Gain(0.1, -0.01, 0.2), new Gain(-0.1, -0.2, -0.01), null);
        var table = Tables.Gains(Summary.With(("sharpened_start", gains)));
        Assert.Equal(["better", "no clear difference", "worse", "undefined"], Column(table, "says"));
        Assert.Equal("sharpened start", Column(table, "against").First());
    }

    [Fact]
    public void Votes_keep_ties_and_show_a_pair_without_votes_as_missing()
    {
        var table = Tables.Votes(ExampleRun.Offline);
        Assert.Equal(["p3", "p0", 32, 0, 0, 1.0], Row(table, 0));
        Assert.Equal([1.0, 0.0, 0.5, null], Column(table, "preference"));
    }

    [Fact]
    public void Votes_show_the_preference_that_training_sees()
    {
        var soft = OfflineResult.From(ExampleRun.Pool, ExampleRun.Votes, new PreferenceOptions { Soft = true, DropTies = true });
        Assert.Equal([1.0, 0.125, null, null], Column(Tables.Votes(soft), "preference")); // the tie is left out
    }

    [Fact]
    public void The_ranking_is_best_first_and_shows_opinion_scores_where_there_are_some()
    {
        var table = Tables.Ranking(ExampleRun.Offline.Preferences, ExampleRun.Pool);
        Assert.Equal(["p2", "p3", "p0", "p1"], Column(table, "image"));
        Assert.Equal([3, "p0", 0, 1, 1, 0.25, 1.0], Row(table, 2));
    }

    [Fact]
    public void Steps_of_all_rounds_stand_in_one_table()
    {
        var table = Tables.Training(ExampleRun.Rounds);
        Assert.Equal([1, 1, 2, 2], Column(table, "round"));
        Assert.Equal([0.5, 0.6, 0.7, 0.8], Column(table, "reward"));
    }

    [Fact]
    public void The_whole_log_of_training_has_TRLs_names_as_columns()
    {
        var table = Tables.TrainingLog(ExampleRun.Rounds);
        Assert.Equal([1, 1, 2, 2], Column(table, "round"));
        Assert.Equal([0.5, 0.6, 0.7, 0.8], Column(table, "rewards/fidelity/mean"));
        Assert.Equal([null, null, null, null], Column(table, "entropy"));
    }

    [Fact]
    public void Health_of_all_versions_stands_in_one_table()
    {
        var table = Tables.Health(ExampleRun.Rounds);
        Assert.Equal([null, 1.5, 1.5], Column(table, "answer entropy"));
        Assert.Equal([null, 1.0, 1.0], Column(table, "same preference"));
    }

    [Fact]
    public void Four_scores_give_the_rewards_and_advantages_worked_out_by_hand()
    {
        var partner = new GroupScores([2.4, 2.8, 2.4, 2.8]).Summary()!.Value;
        var table = Tables.Rewards(new GroupScores([2.6, 3.0, 3.4, 3.0]), partner, 1);
        double[] expected = [0.7071, 0.9172, 0.9886, 0.9172]; // roots of Phi(0), Phi(1), Phi(2), Phi(1)
        Assert.All(Column(table, "reward (Eq. 3)").Zip(expected), p => Assert.Equal(p.Second, (double)p.First!, 4));
        Assert.Equal(0, Column(table, "advantage (Eq. 4)").Sum(a => (double)a!), 12);
    }

    [Fact]
    public void Without_a_test_set_the_tables_are_empty()
    {
        Assert.Equal(0, Tables.Rounds(ExampleRun.Unlabelled).Rows.Count);
        Assert.Equal(0, Tables.Scores(ExampleRun.Unlabelled).Rows.Count);
        Assert.Equal(3, Tables.Rates(ExampleRun.Unlabelled).Rows.Count);
    }

    [Fact]
    public void A_run_folder_gets_all_tables_as_csv()
    {
        using var folder = new TemporaryFolder();
        new Foundations.RunFolder(folder.Path).WriteTables(ExampleRun.Rounds);
        Assert.StartsWith("round,step,reward,reward_std,frac_reward_zero_std,rewards/fidelity/mean,", File.ReadLines(folder.File("metrics.csv")).First(), StringComparison.Ordinal);
        Assert.StartsWith("round,answer_entropy,distinct_answers,vote_entropy,", File.ReadLines(folder.File("health.csv")).First(), StringComparison.Ordinal);
        Assert.Equal(13, File.ReadLines(folder.File("scores.csv")).Count());
        Assert.Equal("p2,p3,0,0,32,", File.ReadLines(folder.File("votes-2.csv")).Last());
        Assert.True(File.Exists(folder.File("ranking-0.csv")));
    }

    private static object?[] Row(DataFrame table, int row) => [.. table.Rows[row].Select(v => v is double d ? Math.Round(d, 10) : v)];

    private static IEnumerable<object?> Column(DataFrame table, string name) => table[name].Cast<object?>();
}
