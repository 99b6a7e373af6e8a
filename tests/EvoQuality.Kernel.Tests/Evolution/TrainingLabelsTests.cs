using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Language;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

public class TrainingLabelsTests
{
    private static readonly PreferenceSet Pairs = new([new(0, 1, 1), new(2, 1, 1), new(2, 3, 0)]);

    [Fact]
    public void Opinion_scores_give_their_order_and_are_stretched_over_one_to_five()
    {
        var labels = TrainingLabels.OfOpinionScores(Pairs, Pool(null, 10, 30, 20, 20));
        Assert.Equal([0, 0, 0.5], labels.Preferences.Preferences.Select(p => p.Value));
        Assert.Equal([1, 5, 3, 3], labels.Scores);
    }

    [Fact]
    public void Own_scores_give_their_order_and_a_pair_without_one_is_left_out()
    {
        var labels = TrainingLabels.OfOwnScores(Pairs, [2.5, 2.5, 4, null]);
        Assert.Equal([new(0, 1, 0.5), new(2, 1, 1)], labels.Preferences.Preferences);
        Assert.Equal([2.5, 2.5, 4, null], labels.Scores);
    }

    [Fact]
    public void Difference_scores_are_turned_round()
    {
        var labels = TrainingLabels.OfOpinionScores(Pairs, Pool(new MosScale(0, 1, HigherIsBetter: false), 0, 1, 0.25, 0.5));
        Assert.Equal([1, 1, 1], labels.Preferences.Preferences.Select(p => p.Value));
        Assert.Equal([5, 1, 4, 3], labels.Scores);
    }

    [Fact]
    public void Opinion_scores_that_are_all_alike_say_the_middle() =>
        Assert.Equal([3, 3, 3, 3], TrainingLabels.OfOpinionScores(Pairs, Pool(null, 7, 7, 7, 7)).Scores);

    [Fact]
    public void An_image_without_an_opinion_score_is_told() => Assert.StartsWith(
        "Opinion scores as labels need one for every image of pool, but 2 of 4 have none.",
        Assert.Throws<ArgumentException>(() => TrainingLabels.OfOpinionScores(Pairs, Pool(null, 1, null, 2, null))).Message, StringComparison.Ordinal);

    [Fact]
    public void Estimates_are_means_of_the_scores_that_parsed_and_null_without_any()
    {
        var pool = Pool(null, 1.5, 2.5, 3.5, 4.5);
        var options = new OnlineOptions { Group = 400 };
        var estimates = ScoreEstimates.Of(new ScriptedPolicy(i => i.Mos!.Value, 0.1, abstention: 0.3), pool.Images, options, new SeedTree(1));
        for (var i = 0; i < 4; i++) Assert.Equal(pool.Images[i].Mos!.Value, estimates[i]!.Value, 0.03); // six standard errors of 280 answers
        Assert.Equal(new double?[4], ScoreEstimates.Of(new ScriptedPolicy(_ => 3, 1, abstention: 1), pool.Images, options, new SeedTree(1)));
    }

    [Theory]
    [InlineData(RewardKind.Closeness, LabelSource.Policy, PartnerScope.AllVoted, "closeness")]
    [InlineData(RewardKind.Threshold, LabelSource.OpinionScores, PartnerScope.Batch, "threshold")]
    [InlineData(RewardKind.Fidelity, LabelSource.OpinionScores, PartnerScope.WholeBatch, "fidelity")]
    [InlineData(RewardKind.Fidelity, LabelSource.OwnScores, PartnerScope.AllVoted, "fidelity")]
    [InlineData(RewardKind.Fidelity, LabelSource.Random, PartnerScope.Batch, "fidelity")]
    public void Every_reward_and_label_source_runs_an_evolution_and_its_controls(RewardKind reward, LabelSource source, PartnerScope partners, string name)
    {
        using var policy = Start();
        var pool = new ImageSet("pool", [.. Enumerable.Range(0, 4).Select(i => new IqaImage($"p{i}", TinyPolicy.Image("x", 56, 56 + (28 * (i % 2))).Load, 1 + i))]);
        var options = Small with { Online = Small.Online with { Reward = reward, Labels = source, Partners = partners } };
        var evolution = new SelfEvolution(policy, pool, pool, options, new SeedTree(1));
        var rounds = evolution.Run();
        Assert.All(rounds[1].Training, m => Assert.Equal(name, m.Rewards[0].Name));
        foreach (var kind in new[] { ControlKind.ShuffledLabels, ControlKind.RandomLabels, ControlKind.TrueLabels })
            Assert.Equal(4, evolution.Control(kind, rounds).Scores.Count);
    }

    [Fact]
    public void Controls_train_on_other_labels_than_the_votes()
    {
        var votes = new TrainingLabels(new PreferenceSet([.. Enumerable.Range(0, 60).Select(i => new Preference(i, i + 1, i % 2))]));
        var pool = Pool(null, [.. Enumerable.Range(0, 61).Select(i => (double?)i)]);
        double[] Of(ControlKind kind) => [.. ControlLabels.Of(kind, votes, pool, new SeedTree(1).Source()).Preferences.Preferences.Select(p => p.Value)];
        double[] own = [.. votes.Preferences.Preferences.Select(p => p.Value)];
        Assert.NotEqual(own, Of(ControlKind.ShuffledLabels));
        Assert.Equal(own.Order(), Of(ControlKind.ShuffledLabels).Order());
        Assert.NotEqual(own, Of(ControlKind.RandomLabels));
        Assert.All(Of(ControlKind.TrueLabels), v => Assert.Equal(0, v)); // the second picture of every pair is the better one
    }

    [Fact]
    public void The_labels_are_what_the_policy_learns_from()
    {
        string Trained(LabelSource source)
        {
            using var policy = Start();
            var pool = new ImageSet("pool", [.. Enumerable.Range(0, 4).Select(i => new IqaImage($"p{i}", TinyPolicy.Image("x", 56, 56 + (28 * (i % 2))).Load, 5 - i))]);
            var options = Small with { Online = Small.Online with { Labels = source } };
            return string.Join(' ', new SelfEvolution(policy, pool, null, options, new SeedTree(1)).Run()[1].Training.Select(m => m.Reward));
        }

        Assert.Equal(4, Enum.GetValues<LabelSource>().Select(Trained).Distinct().Count());
        Assert.Equal(Trained(LabelSource.Random), Trained(LabelSource.Random)); // coins come from the seed
    }

    [Fact]
    public void Supervision_without_opinion_scores_is_told_before_the_first_vote()
    {
        using var policy = Start();
        var options = Small with { Online = Small.Online with { Labels = LabelSource.OpinionScores } };
        var error = Assert.Throws<ArgumentException>(() => new SelfEvolution(policy, Pool(null, 1, null, 2, 3), null, options, new SeedTree(1)));
        Assert.Contains("1 of 4 have none", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Supervision_with_added_pictures_without_opinion_scores_is_told_before_the_first_vote()
    {
        using var policy = Start();
        var options = Small with { Rounds = 2, Online = Small.Online with { Labels = LabelSource.OpinionScores } };
        void Make(EvolutionOptions asked) => new SelfEvolution(policy, Pool(null, 1, 4, 2, 3), null, asked, new SeedTree(1), added: new SyntheticPairSource(Variants: 3)).Dispose();
        var error = Assert.Throws<ArgumentException>(() => Make(options));
        Assert.StartsWith(
            "Opinion scores as labels need one for every picture, but 12 of those that SyntheticPairSource { Share = 0.5, Variants = 3, FromRound = 2 } adds in round 2 have none.",
            error.Message, StringComparison.Ordinal);
        Make(options with { Rounds = 1 }); // its pairs would come in round 2
        Make(options with { Online = Small.Online });
    }

    [Fact]
    public void The_scale_of_a_pool_holds_for_what_is_added_to_it()
    {
        var pool = Pool(new MosScale(0, 1, HigherIsBetter: false), 0, 1);
        var extended = new AddedPairs([new IqaImage("more", () => new RgbImage(8, 6), 0.5)], []).With(pool);
        Assert.Equal((pool.Scale, 3), (extended.Scale, extended.Images.Count));
    }

    [Fact]
    public void Labels_without_any_preference_are_told()
    {
        using var policy = Start();
        var pool = Pool(null, 1, 2, 3, 4);
        var labels = TrainingLabels.OfOwnScores(Pairs, new double?[4]);
        var options = Small.Online with { Labels = LabelSource.OwnScores };
        var error = Assert.Throws<ArgumentException>(() => new OnlineStage(policy, policy, pool.Images, labels.Preferences, options, new SeedTree(1), labels.Scores));
        Assert.StartsWith("No pair has a preference from the labels OwnScores, so there is nothing to learn from.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faulty_rewards_are_named_with_all_other_faults()
    {
        var options = Small with { Online = Small.Online with { Threshold = 0, FormatWeight = -1, Partners = PartnerScope.WholeBatch } };
        Assert.Equal(
            "Evolution options: Threshold is 0, expected above 0; FormatWeight is -1, expected 0 or more; "
            + "Partners is WholeBatch, which needs Labels to be OpinionScores: votes are on pairs.",
            Assert.Throws<ArgumentException>(options.Validate).Message);
        var own = Small with { Online = Small.Online with { Labels = LabelSource.OwnScores, Reward = RewardKind.Closeness } };
        Assert.Equal(
            "Evolution options: Labels is OwnScores, which needs Reward to be Fidelity: Closeness takes the policy's own scores with Labels as Policy.",
            Assert.Throws<ArgumentException>(own.Validate).Message);
        var coins = own with { Online = own.Online with { Labels = LabelSource.Random } };
        Assert.Equal(
            "Evolution options: Labels is Random, which needs Reward to be Fidelity: a coin orders a pair and scores no picture.",
            Assert.Throws<ArgumentException>(coins.Validate).Message);
    }

    private static EvolutionOptions Small { get; } = EvolutionOptions.Pocket with
    {
        Rounds = 1,
        PairsPerRound = 4,
        TestPairs = 2,
        Online = EvolutionOptions.Pocket.Online with { PairsPerStep = 2, Group = 3, Steps = 2, MaxNewTokens = 1 },
        Scores = new ScoreOptions { Samples = 2, MaxNewTokens = 1 },
    };

    private static ImageSet Pool(MosScale? scale, params double?[] mos) =>
        new("pool", [.. mos.Select((m, i) => new IqaImage($"p{i}", () => new RgbImage(8, 6), m))], scale);

    private static QwenPolicy Start()
    {
        var policy = TinyPolicy.Create();
        var question = new Prompt([TinyPolicy.Image("x", 56, 56), TinyPolicy.Image("y", 56, 84)], Prompts.Compare);
        TinyPolicy.Favour(policy, question, [.. "01234".Select(d => (TinyPolicy.Tokenizer.Encode(d.ToString())[0], 60.0))]);
        return policy;
    }
}
