using EvoQuality.Benchmarks.Kill;
using EvoQuality.Datasets;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Imaging;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

public class HealthTests
{
    private static readonly GrpoMetrics Step = ExampleRun.Rounds[1].Training[0];

    [Fact]
    public void Diversity_counts_parsed_answers_only_and_weighs_groups_alike()
    {
        var diversity = AnswerDiversity.Of([[3.0, 3.0, null, 3.0], [1.0, 2.0, 3.0, 4.0], [null, null]])!;
        Assert.Equal(Math.Log(4) / 2, diversity.Entropy, 1e-15);
        Assert.Equal(((1 / 3.0) + 1) / 2, diversity.DistinctShare, 1e-15);
        Assert.Null(AnswerDiversity.Of([[null], []]));
        Assert.Equal(0, AnswerDiversity.Of([[2.0, 2.0]])!.Entropy);
    }

    [Fact]
    public void Training_stops_with_a_reason_when_answers_have_become_alike()
    {
        var rule = new DiversityRule { Window = 2, KeptShare = 0.25 };
        Assert.Null(rule.Reason(Steps(2, 2, 2)));
        Assert.Null(rule.Reason(Steps(2, 2, 0.5, 0.5)));
        Assert.Equal(
            "The answers have lost their diversity: their entropy is 0.450 nats over the last 2 steps, 23% of the 2.000 nats of the first 2; at least 25% was to be kept.",
            rule.Reason(Steps(2, 2, 1, 0.5, 0.4))?.Replace(" %", "%", StringComparison.Ordinal));
        Assert.Null(rule.Reason(Steps(2, 2, 0.1, null, 2, 2)));
    }

    [Fact]
    public void A_policy_that_gives_one_answer_from_the_start_is_stopped_too() =>
        Assert.Contains("their entropy is 0.000 nats over the last 1 steps;", new DiversityRule { Window = 1 }.Reason(Steps(0, 0)), StringComparison.Ordinal);

    [Fact]
    public void A_rule_out_of_range_is_refused()
    {
        Assert.Throws<InvalidOperationException>(() => new DiversityRule { Window = 0 }.Reason([]));
        Assert.Throws<InvalidOperationException>(() => new DiversityRule { KeptShare = 1 }.Reason([]));
    }

    [Fact]
    public void A_voter_that_looks_at_places_alone_flips_every_pair_and_one_that_looks_at_pictures_none()
    {
        Assert.Equal(1, VoteHealth.FlipRate(Vote(new ScriptedPolicy(_ => 3, 0.01, positionBias: 2))));
        Assert.Equal(0, VoteHealth.FlipRate(Vote(new ScriptedPolicy(i => i.Mos!.Value, 0.01))));
    }

    [Theory]
    [InlineData(VoteSource.Probability)]
    [InlineData(VoteSource.Samples)]
    public void Votes_of_the_two_orders_are_kept_apart(VoteSource source)
    {
        var votes = Vote(new ScriptedPolicy(_ => 3, 0.01, positionBias: 2), source);
        Assert.All(votes, v => Assert.Equal((4, 0), (v.StraightTally.First, v.StraightTally.Second))); // half of eight, all for the first place
        Assert.All(votes, v => Assert.Equal((4, 4, 8), (v.Tally.First, v.Tally.Second, v.FirstShown)));
    }

    [Fact]
    public void Pairs_without_a_winner_in_both_orders_say_nothing_about_flips()
    {
        PairVotes Pair(string straight, string swapped) => new(new ImagePair(0, 1), straight, swapped);
        Assert.Null(VoteHealth.FlipRate([Pair("0011", ""), Pair("0011", "11"), Pair("00", "--")]));
        Assert.Equal(0.5, VoteHealth.FlipRate([Pair("0000", "0000"), Pair("0001", "1110")]));
    }

    [Fact]
    public void Vote_entropy_is_that_of_a_coin_at_a_tie_and_nothing_where_votes_agree()
    {
        PairVotes Pair(int first, int second) => new(new ImagePair(0, 1), new string('0', first) + new string('1', second) + "---", "");
        Assert.Equal(Math.Log(2) / 2, VoteHealth.Entropy([Pair(8, 8), Pair(16, 0), Pair(0, 0)])!.Value, 1e-15);
        Assert.Null(VoteHealth.Entropy([Pair(0, 0)]));
    }

    [Fact]
    public void Agreement_looks_at_shared_pairs_in_either_direction_and_at_the_standings()
    {
        PreferenceSet before = new([new(0, 1, 1), new(1, 2, 1), new(0, 2, 0.5), new(3, 4, 1)]);
        PreferenceSet after = new([new(1, 0, 0), new(2, 1, 1), new(2, 0, 0.5), new(3, 0, 0)]);
        var agreement = PreferenceAgreement.Of(before, after);
        Assert.Equal(3, agreement.SharedPairs);
        Assert.Equal(2 / 3.0, agreement.SamePreference!.Value, 1e-15);

        var same = PreferenceAgreement.Of(before, before);
        Assert.Equal((4, 1.0), (same.SharedPairs, same.SamePreference));
        Assert.Equal(1, same.RankCorrelation!.Value, 1e-15);
        Assert.Equal(new PreferenceAgreement(0, null, null), PreferenceAgreement.Of(before, new([new(7, 8, 1)])));
    }

    [Fact]
    public void Pictures_that_only_one_of_two_rounds_has_are_not_compared()
    {
        RoundResult Round(int round, params string[] added)
        {
            var pool = new ImageSet("pool", [.. ExampleRun.Pool.Images, .. added.Select(id => new IqaImage(id, () => new RgbImage(8, 6)))]);
            PairVotes ofAdded = new(new ImagePair(4, 5), round == 1 ? "0000" : "1111", "");
            return ExampleRun.Rounds[round] with { Votes = OfflineResult.From(pool, [.. ExampleRun.Votes, ofAdded]) };
        }

        var plain = RoundHealth.Of(ExampleRun.Rounds[2], ExampleRun.Rounds[1]).Agreement!;
        Assert.Equal(plain, RoundHealth.Of(Round(2, "c", "d"), Round(1, "a", "b")).Agreement);
        var same = RoundHealth.Of(Round(2, "a", "b"), Round(1, "a", "b")).Agreement!;
        Assert.Equal((plain.SharedPairs + 1, 0.75), (same.SharedPairs, same.SamePreference));
    }

    [Fact]
    public void Health_of_a_round_needs_no_label()
    {
        var health = RoundHealth.Of(ExampleRun.Unlabelled);
        Assert.Equal([0, 1, 2], health.Select(h => h.Round));
        Assert.Null(health[0].AnswerEntropy);
        Assert.Null(health[0].Agreement);
        Assert.Equal((1.5, 0.75), (health[1].AnswerEntropy, health[1].DistinctShare));
        Assert.Equal((3, 1.0), (health[2].Agreement!.SharedPairs, health[2].Agreement!.SamePreference));
        Assert.Equal((0.75, 1 / 3.0), (health[2].ParseRate, health[2].TieRate));
        Assert.Equal(1.0 / 3, health[2].FlipRate); // one of three decided pairs
    }

    [Fact]
    public void A_training_that_its_rule_has_ended_takes_no_further_step_when_it_goes_on()
    {
        using var one = TorchThreads.Use(1);
        using var folder = new TemporaryFolder();
        var setup = new EvolutionSetup { Policy = TinyPolicyFolder.Write(folder.File("policy")), Rounds = 1, K = 2, Pairs = 10, Steps = 8, Group = 3, Samples = 2, Scenes = 6, Controls = "" };
        var options = setup.Options() with { Online = setup.Options().Online with { SaveEvery = 1, Diversity = new DiversityRule { Window = 1, KeptShare = 0.999 } } };
        using var start = setup.LoadPolicy();
        var pool = EvolutionData.Load(setup with { TestScenes = 3 }).Pool;
        int Run(string name, IProgress<StageProgress>? progress = null)
        {
            using var evolution = new SelfEvolution(start, pool, null, options, setup.Root, new RunFolder(folder.File(name)), progress: progress);
            return evolution.Run()[1].Training.Count;
        }

        var ended = Run("alone");
        Assert.InRange(ended, 2, 7); // the rule ended it, not the number of steps
        Assert.Throws<IOException>(() => Run("stopped", new FaultAt("GRPO", ended))); // after the state of that step was kept
        Assert.Equal(ended, Run("stopped"));
    }

    private sealed class FaultAt(string stage, int done) : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            if (value.Stage.EndsWith(stage, StringComparison.Ordinal) && value.Done == done) throw new IOException("no space left");
        }
    }

    private static GrpoMetrics[] Steps(params double?[] entropies) => Array.ConvertAll(entropies, e => Step with { AnswerEntropy = e });

    private static IReadOnlyList<PairVotes> Vote(ScriptedPolicy policy, VoteSource source = VoteSource.Probability) => VoteCounter.Count(
        policy, ExampleRun.Pool.Images, [new(0, 1), new(3, 2), new(1, 3)], new VoteOptions { K = 8, Order = PairOrder.Balanced, Source = source }, new SeedTree(5));
}
