using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Language;
using EvoQuality.Presentation;
using EvoQuality.Voting;
using TorchSharp;

namespace EvoQuality.Kernel.Tests;

public class SelfEvolutionTests
{
    private static readonly IqaImage[] Pictures =
        [.. Enumerable.Range(0, 6).Select(i => new IqaImage($"picture-{i}", TinyPolicy.Image("x", 56, 56 + (28 * (i % 2))).Load, 1 + (i * 0.7)))];

    private static readonly EvolutionOptions Small = EvolutionOptions.Pocket with
    {
        Rounds = 1,
        PairsPerRound = 6,
        TestPairs = 4,
        Online = EvolutionOptions.Pocket.Online with { PairsPerStep = 2, Group = 4, Steps = 3, MaxNewTokens = 6, RefreshEvery = 2 },
        Scores = new ScoreOptions { Samples = 3, MaxNewTokens = 6 },
    };

    [Fact]
    public void The_same_seed_gives_the_same_weights_votes_and_scores()
    {
        using var one = TorchThreads.Use(1);
        var (first, second, other) = (Trace(7), Trace(7), Trace(8));
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void The_start_is_not_changed_by_an_evolution_or_its_controls()
    {
        using var start = Start();
        var before = Bytes(start);
        var evolution = Evolution(start, 1);
        var rounds = evolution.Run();
        evolution.Control(ControlKind.ShuffledLabels, rounds);
        Assert.Equal(before, Bytes(start));
        Assert.Equal([0, 1], rounds.Select(r => r.Round));
        Assert.Empty(rounds[0].Training);
        Assert.Equal(3, rounds[1].Training.Count);
    }

    [Fact]
    public void A_finished_evolution_leaves_no_tensor_behind()
    {
        using var start = Start();
        NoLeaks.Check(() =>
        {
            using var fresh = start.Clone();
            Evolution(fresh, 1).Run();
        });
    }

    [Fact]
    public void Two_hundred_steps_grow_no_tensors()
    {
        using var policy = TinyPolicy.Create();
        using var reference = policy.Clone();
        using var update = new ParameterUpdate(policy.Model.parameters());
        var step = new GrpoStep(policy, reference, update, new GrpoLossOptions());
        Prompt[] prompts = [new([Pictures[0]], "Rate the image."), new([Pictures[1]], "Rate the image.")];
        var completions = policy.Sample(prompts, 3, new SamplingOptions { MaxNewTokens = 5 }, new SeedTree(1).Children(prompts.Length));
        void Take() => step.Take(prompts, completions, [1, 0, -1, 1, 0, -1], temperature: 1, rate: 1e-4);
        for (var i = 0; i < 3; i++) Take(); // optimizer state and the reference's features are made here
        NoLeaks.Reset();
        for (var i = 0; i < 200; i++) Take();
        Assert.Equal(0, NoLeaks.Left());
    }

    [Fact]
    public void A_step_that_fails_leaves_no_tensor_and_changes_no_weight()
    {
        using var policy = TinyPolicy.Create();
        using var reference = policy.Clone();
        using var update = new ParameterUpdate(policy.Model.parameters());
        var step = new GrpoStep(policy, reference, update, new GrpoLossOptions());
        Prompt[] prompts = [new([Pictures[0]], "Rate the image.")];
        var completions = policy.Sample(prompts, 2, new SamplingOptions { MaxNewTokens = 5 }, new SeedTree(1).Children(prompts.Length));
        step.Take(prompts, completions, [1, -1], 1, 1e-4);
        var before = Bytes(policy);
        NoLeaks.Check(() => Assert.Throws<ArithmeticException>(() => step.Take(prompts, completions, [double.NaN, 0], 1, 1e-4)));
        Assert.Equal(before, Bytes(policy));
    }

    [Fact]
    public void Training_raises_the_reward_where_labels_can_be_learned()
    {
        // Two pictures of different size and one preference: the policy must learn to score one above the other.
        using var policy = TinyPolicy.Create();
        TinyPolicy.Favour(policy, new Prompt([Pictures[0]], "x"), (TinyPolicy.Tokenizer.Encode("2")[0], 6), (TinyPolicy.Tokenizer.Encode("4")[0], 6));
        using var reference = policy.Clone();
        var options = Small.Online with { PairsPerStep = 1, Group = 32, Steps = 60, LearningRate = 3e-3, MaxNewTokens = 1, Partners = PartnerScope.Batch };
        var preferences = new PreferenceSet([new Preference(0, 1, 1)]);
        var metrics = new OnlineStage(policy, reference, Pictures, preferences, options, new SeedTree(3)).Run();
        var (before, after) = (metrics.Take(10).Average(m => m.Reward), metrics.TakeLast(10).Average(m => m.Reward));
        Assert.True(after > before + 0.1, $"mean reward went from {before:F3} to {after:F3}");
    }

    [Fact]
    public void Every_version_casts_its_own_votes()
    {
        using var one = TorchThreads.Use(1);
        using var start = Start();
        var options = Small with { Votes = Small.Votes with { Preferences = new() { Evidence = PreferenceEvidence.Probability } } }; // which any change of weights moves
        var (seed, pool) = (new SeedTree(1), new ImageSet("pool", Pictures));
        var seen = new List<IReadOnlyList<PairVotes>>();
        new SelfEvolution(start, pool, null, options, seed).Run((r, policy) =>
        {
            Assert.Equal(OfflineStage.Run(policy, pool, options.PairsPerRound, options.Votes, SelfEvolution.OfflineSeed(seed, r.Round)).Votes, r.Votes.Votes);
            seen.Add(r.Votes.Votes);
        });
        Assert.Equal(2, seen.Count);
        Assert.NotEqual(seen[0].Select(v => v.Probability), seen[1].Select(v => v.Probability));
    }

    [Fact]
    public void A_later_round_is_held_to_the_reference_asked_for()
    {
        double Kl(ReferenceChoice reference)
        {
            using var start = Start();
            var options = Small with { Rounds = 2, Reference = reference, Online = Small.Online with { LearningRate = 1e-2 } };
            return new SelfEvolution(start, new ImageSet("pool", Pictures), null, options, new SeedTree(1)).Run()[2].Training[0].Kl;
        }

        Assert.Equal(0, Kl(ReferenceChoice.RoundStart), 1e-5);
        Assert.True(Kl(ReferenceChoice.Initial) > 1e-3);
    }

    [Fact]
    public void Faulty_options_are_named_all_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => (Small with { Rounds = 0, Online = Small.Online with { Group = 1 } }).Validate());
        Assert.Equal("Evolution options: Rounds is 0, expected 1 or more; Group is 1, expected 2 or more completions per image.", error.Message);
    }

    [Fact]
    public void Settings_that_would_only_fail_in_the_middle_are_named_at_the_start()
    {
        var faulty = Small with
        {
            TestPairs = -1,
            Online = Small.Online with
            {
                MaxNewTokens = 0,
                Fidelity = new() { Gamma = 0, RootEpsilon = -1 },
                Diversity = new() { KeptShare = 1, Window = 0 },
            },
            Scores = new ScoreOptions { MaxNewTokens = 0, Temperature = 0 },
        };
        Assert.Equal(
            "Evolution options: MaxNewTokens is 0, expected 1 or more; Gamma is 0, expected above 0; RootEpsilon is -1, expected 0 or more; "
            + "KeptShare is 1, expected 0 or more and below 1; Window is 0, expected 1 or more steps; the scores' MaxNewTokens is 0, expected 1 or more; "
            + "the scores' Temperature is 0, expected above 0; TestPairs is -1, expected 0 or more.",
            Assert.Throws<ArgumentException>(faulty.Validate).Message);
    }

    [Fact]
    public void Without_test_pairs_there_are_scores_and_no_accuracies()
    {
        using var start = Start();
        using var folder = new TemporaryFolder();
        var (run, test) = (new RunFolder(folder.File("run")), new ImageSet("test", Pictures));
        using var evolution = new SelfEvolution(start, new ImageSet("pool", Pictures), test, Small with { TestPairs = 0 }, new SeedTree(1), run);
        var rounds = evolution.Run();
        run.WriteTables(rounds);
        Assert.All(rounds, r => Assert.Equal((null, null, null), (r.Evaluation!.ComparisonAccuracy, r.Evaluation.ConsensusAccuracy, r.Evaluation.ScoreAccuracy)));
        Assert.All(rounds, r => Assert.Equal(Pictures.Length, r.Evaluation!.Scores.Count));
        var recorded = RecordedRun.Read(run).Rounds;
        Assert.Equal(rounds.Select(r => r.Evaluation!.MeanOfN), recorded.Select(r => r.Evaluation!.MeanOfN));
    }

    [Fact]
    public void A_control_without_a_test_set_is_refused()
    {
        using var start = Start();
        var evolution = new SelfEvolution(start, new ImageSet("pool", Pictures), null, Small, new SeedTree(1));
        Assert.Throws<InvalidOperationException>(() => evolution.Control(ControlKind.SharpenedStart, []));
    }

    /// <summary>A random model whose first token is mostly a digit, so that it votes and scores.</summary>
    private static QwenPolicy Start()
    {
        var policy = TinyPolicy.Create();
        var question = new Prompt([Pictures[0], Pictures[1]], Prompts.Compare);
        TinyPolicy.Favour(policy, question, [.. "01234".Select(d => (TinyPolicy.Tokenizer.Encode(d.ToString())[0], 6.0))]);
        return policy;
    }

    private static SelfEvolution Evolution(QwenPolicy start, ulong seed) =>
        new(start, new ImageSet("pool", Pictures), new ImageSet("test", Pictures), Small, new SeedTree(seed));

    private static string Trace(ulong seed)
    {
        using var start = Start();
        var rounds = new List<string>();
        Evolution(start, seed).Run((round, policy) => rounds.Add(
            string.Join(' ', round.Votes.Votes) + string.Join(' ', round.Training.Select(m => m with { StepSeconds = null }))
            + string.Join(' ', round.Evaluation!.Scores.Select(s => $"{s.Expected:R} {string.Join(',', s.Samples)}")) + Bytes(policy)));
        return string.Join('\n', rounds);
    }

    private static string Bytes(QwenPolicy policy)
    {
        using var scope = torch.NewDisposeScope();
        var all = torch.cat([.. policy.Model.parameters().Select(p => p.detach().flatten())]);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(all.bytes));
    }
}
