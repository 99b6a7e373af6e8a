using EvoQuality.Datasets;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Language;
using EvoQuality.Rewards;
using EvoQuality.Voting;
using TorchSharp;

namespace EvoQuality.Kernel.Tests;

public class OnlineStageTests
{
    private static readonly IqaImage[] Pictures =
        [.. Enumerable.Range(0, 4).Select(i => new IqaImage($"picture-{i}", TinyPolicy.Image("x", 56, 56 + (28 * (i % 2))).Load, 1 + i))];

    private static readonly PreferenceSet Pairs = new([new(0, 1, 1), new(2, 3, 0), new(1, 2, 0.5)]);

    private static readonly OnlineOptions Options = new() { PairsPerStep = 2, Group = 6, Steps = 2, MaxNewTokens = 1, LearningRate = 1e-3 };

    [Fact]
    public void A_reward_that_is_not_a_number_stops_the_step_and_names_the_rollouts()
    {
        using var policy = Answering("2", "4");
        var before = Bytes(policy);
        double?[] labels = [double.NaN, 3, 3, 3];
        var error = Assert.Throws<ArithmeticException>(() =>
            Run(policy, Options with { Reward = RewardKind.Closeness, PairsPerStep = 3 }, labels));
        Assert.Matches(
            "^The step was not taken and the weights are unchanged: the reward is not finite for 6 of 24 rollouts "
            + "\\(image picture-0, completion 0, '[24]'; image picture-0, completion 1, '[24]'; image picture-0, completion 2, '[24]'; and 3 more\\)\\.$",
            error.Message);
        Assert.Equal(before, Bytes(policy));
    }

    [Fact]
    public void A_step_whose_second_update_fails_is_not_kept_as_a_whole_one()
    {
        using var folder = new TemporaryFolder();
        using var policy = Answering("2", "4");
        using var reference = policy.Clone();
        using var record = new TrainingRecord(folder.Path);
        var options = Options with { UpdatesPerRollout = 2, LearningRate = 1e30 }; // the first update makes the loss of the second overflow
        var error = Assert.Throws<ArithmeticException>(() => new OnlineStage(policy, reference, Pictures, Pairs, options, new SeedTree(3)).Run(record));
        Assert.StartsWith("Update 2 of the step was not taken and the weights are those after update 1: the loss is not finite for ", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(folder.Path));
    }

    [Theory]
    [InlineData(PartnerScope.Batch)]
    [InlineData(PartnerScope.AllVoted)]
    public void The_reward_of_a_step_is_equation_3_of_its_own_answers(PartnerScope scope)
    {
        using var policy = Answering("1", "2", "4");
        using var reference = policy.Clone();
        var draws = new SeedTree(3).Child("rollout").Child(0);
        var groups = policy.Sample(
                [.. Pictures[..2].Select(i => new Prompt([i], AnswerStyle.Direct.ScorePrompt()))], 16, new SamplingOptions { MaxNewTokens = 1 }, [draws.Child(0), draws.Child(1)])
            .Select(g => new GroupScores([.. g.Select(c => AnswerParser.Score(c.Text))])).ToArray();
        double[] Of(int own, int other, double preference) => FidelityRewards.UnparsableAsZero(
            FidelityRewards.Compute(groups[own], [(groups[other].Summary()!.Value, preference)], new FidelityOptions()));
        var options = Options with { PairsPerStep = 1, Group = 16, Steps = 1, Partners = scope };
        var step = new OnlineStage(policy, reference, Pictures, new PreferenceSet([new(0, 1, 1)]), options, new SeedTree(3)).Run()[0];
        Assert.Equal(Of(0, 1, 1).Concat(Of(1, 0, 0)).Average(), step.Reward, 1e-12);
    }

    [Fact]
    public void The_rate_falls_linearly_to_nothing()
    {
        using var policy = Answering("2", "4");
        Assert.Equal([1e-3, 7.5e-4, 5e-4, 2.5e-4], Run(policy, Options with { Steps = 4 }).Select(m => Math.Round(m.LearningRate, 12)));
    }

    [Fact]
    public void A_stop_while_a_step_is_looked_at_keeps_that_step()
    {
        using var one = TorchThreads.Use(1);
        using var folder = new TemporaryFolder();
        string Train(string name, Action<int> afterStep)
        {
            using var policy = Answering("2", "4");
            using var reference = policy.Clone();
            using var record = new TrainingRecord(folder.File(name));
            new OnlineStage(policy, reference, Pictures, Pairs, Options with { Steps = 3 }, new SeedTree(3)).Run(record, afterStep: afterStep);
            return Bytes(policy);
        }

        foreach (var stop in new[] { 2, 3 })
        {
            var (name, seen) = ($"stopped at {stop}", new List<int>());
            void Look(int done) => seen.Add(done < stop ? done : throw new OperationCanceledException());
            Assert.Throws<OperationCanceledException>(() => Train(name, Look));
            Assert.Equal($"checkpoint-00000{stop}", Path.GetFileName(Assert.Single(Directory.GetDirectories(folder.File(name)))));
            var ended = Train(name, seen.Add); // what was stopped is looked at again
            Assert.Equal([1, 2, 3], seen);
            Assert.Equal(Train($"alone, {stop}", _ => { }), ended);
        }
    }

    [Fact]
    public void Groups_of_equal_rewards_have_no_advantage_and_are_counted()
    {
        using var policy = Answering("3");
        var first = Run(policy, Options)[0];
        Assert.Equal((first.Groups, 1.0), (first.GradientFreeGroups, first.ZeroStdFraction));
        Assert.Equal((0, 3, 1), (first.GroupRewardStd, first.ScoreMean, first.ParseRate));
        Assert.Equal((0.0, 1 / 6.0), (first.AnswerEntropy, first.DistinctShare));
        Assert.Equal(0, first.GradientNorm, 1e-6); // no advantage, and policy and reference still agree
    }

    [Fact]
    public void Empty_answers_alone_are_worth_nothing_and_counted()
    {
        using var policy = Favouring((TinyPolicy.Tokenizer.Special.ImEnd, 60.0));
        var metrics = Run(policy, Options with { MaxNewTokens = 5 });
        Assert.All(metrics, m => Assert.Equal((0, 0, 1), (m.Reward, m.ParseRate, m.ZeroStdFraction)));
        Assert.All(metrics, m => Assert.Equal((null, null, null, 0), (m.ScoreMean, m.AnswerEntropy, m.DistinctShare, m.ScoreSpread)));
        Assert.Equal(new CompletionFigures(1, 1, 1, 0, 1, 1, 1), metrics[0].Completions);
        Assert.All(metrics, m => Assert.True(double.IsFinite(m.GradientNorm)));
    }

    [Theory]
    [InlineData(PartnerScope.Batch)]
    [InlineData(PartnerScope.AllVoted)]
    public void Partners_without_two_scores_are_left_out(PartnerScope partners)
    {
        // About half of the answers parse; with two per picture many have no variance.
        var (three, end) = (TinyPolicy.Tokenizer.Encode("3")[0], TinyPolicy.Tokenizer.Special.ImEnd);
        using var policy = Favouring((three, 19.0), (TinyPolicy.Tokenizer.Encode("2")[0], 19.0), (end, 19.5));
        var metrics = Run(policy, Options with { Group = 2, Steps = 12, Partners = partners, LearningRate = 1e-9 });
        Assert.InRange(metrics.Average(m => m.ParseRate), 0.3, 0.8);
        Assert.Contains(metrics, m => m.Reward == 0);
        Assert.Contains(metrics, m => m.Reward > 0);
        Assert.All(metrics, m => Assert.True(m.Reward is >= 0 and <= 1 && double.IsFinite(m.GradientNorm)));
    }

    [Fact]
    public void Closeness_to_a_label_can_be_learned()
    {
        using var policy = Answering("2", "4");
        var metrics = Run(policy, Options with { Reward = RewardKind.Closeness, PairsPerStep = 1, Group = 32, Steps = 40, LearningRate = 3e-3 }, [4, 4, 4, 4]);
        Assert.True(metrics[^1].ScoreMean > metrics[0].ScoreMean + 0.3, $"mean score went from {metrics[0].ScoreMean} to {metrics[^1].ScoreMean}");
        Assert.Equal("closeness", Assert.Single(metrics[0].Rewards).Name);
    }

    [Fact]
    public void The_format_reward_stands_beside_the_other_with_its_weight()
    {
        using var policy = Answering("2", "4");
        var first = Run(policy, Options with { FormatWeight = 0.5 })[0];
        Assert.Equal(["fidelity", "format"], first.Rewards.Select(r => r.Name));
        Assert.Equal(0, first.Rewards[1].Mean); // a bare digit does not keep the form
        Assert.Equal(first.Rewards[0].Mean, first.Reward, 1e-12);
    }

    [Fact]
    public void In_a_whole_batch_every_other_image_is_a_partner_by_its_label()
    {
        using var policy = Answering("2", "4");
        PreferenceSet ties = new([new(0, 1, 0.5), new(2, 3, 0.5)]);
        GrpoMetrics First(PartnerScope partners) =>
            new OnlineStage(policy, policy, Pictures, ties, Options with { Partners = partners, Labels = LabelSource.OpinionScores, Steps = 1 }, new SeedTree(3), [1, 2, 3, 5]).Run()[0];
        Assert.True(First(PartnerScope.Batch).Reward > First(PartnerScope.WholeBatch).Reward + 0.05); // blind answers fit ties, not an order
    }

    [Fact]
    public void Tokens_and_lengths_are_counted()
    {
        using var policy = Answering("2", "4");
        var metrics = Run(policy, Options);
        var perStep = metrics[0].NumTokens;
        Assert.Equal(new CompletionFigures(1, 1, 1, 1, 0, 0, 0), metrics[0].Completions);
        var prompt = policy.Tokenize([new Prompt([Pictures[0]], AnswerStyle.Direct.ScorePrompt())])[0].Ids.Count;
        Assert.True(perStep >= metrics[0].Groups * 6 * (prompt + 1), $"{perStep} tokens in {metrics[0].Groups} groups of 6");
        Assert.True(metrics[1].NumTokens > perStep);
        Assert.True(metrics[0].StepSeconds > 0);
    }

    [Fact]
    public void Missing_score_labels_are_told_before_anything_runs()
    {
        using var policy = TinyPolicy.Create();
        void Make(OnlineOptions options, double?[]? scores) => _ = new OnlineStage(policy, policy, Pictures, Pairs, options, new SeedTree(1), scores);
        Assert.Contains("needs score labels", Assert.Throws<ArgumentException>(() => Make(Options with { Reward = RewardKind.Threshold }, null)).Message, StringComparison.Ordinal);
        Assert.Contains("needs score labels", Assert.Throws<ArgumentException>(() => Make(Options with { Partners = PartnerScope.WholeBatch }, null)).Message, StringComparison.Ordinal);
        Assert.Contains("each of 4 images, found 2", Assert.Throws<ArgumentException>(() => Make(Options, [1, 2])).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<GrpoMetrics> Run(QwenPolicy policy, OnlineOptions options, double?[]? scores = null)
    {
        using var reference = policy.Clone();
        return new OnlineStage(policy, reference, Pictures, Pairs, options, new SeedTree(3), scores).Run();
    }

    private static QwenPolicy Answering(params string[] digits) => Favouring([.. digits.Select(d => (TinyPolicy.Tokenizer.Encode(d)[0], 60.0))]);

    private static QwenPolicy Favouring(params (int Token, double Logit)[] tokens)
    {
        var policy = TinyPolicy.Create();
        TinyPolicy.Favour(policy, new Prompt([Pictures[0]], AnswerStyle.Direct.ScorePrompt()), tokens);
        return policy;
    }

    private static string Bytes(QwenPolicy policy)
    {
        using var scope = torch.NewDisposeScope();
        var all = torch.cat([.. policy.Model.parameters().Select(p => p.detach().flatten())]);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(all.bytes));
    }
}
