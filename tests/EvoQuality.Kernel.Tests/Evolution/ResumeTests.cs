using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Benchmarks.Kill;
using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Presentation;
using EvoQuality.Qwen25VL.Adapters;
using EvoQuality.Voting;
using EvoQuality.Voting.Pairing;
using TorchSharp;

namespace EvoQuality.Kernel.Tests;

/// <summary>A run that is stopped, killed or spoiled, and what then happens to its folder.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly ImageSet Pool = new("pool", [.. Enumerable.Range(0, 13).Select(i => Picture("pool", i))]);
    private static readonly ImageSet Test = new("test", [.. Enumerable.Range(0, 6).Select(i => Picture("test", i))]);

    private static readonly EvolutionOptions Small = EvolutionOptions.Pocket with
    {
        Rounds = 2,
        PairsPerRound = 70, // two batches of votes
        TestPairs = 5,
        Votes = EvolutionOptions.Pocket.Votes with { K = 4 },
        Online = EvolutionOptions.Pocket.Online with { PairsPerStep = 2, Group = 3, Steps = 4, MaxNewTokens = 5, RefreshEvery = 3, SaveEvery = 2, EvaluateEvery = 2, EvaluateImages = 4 },
        Scores = new ScoreOptions { Samples = 2, MaxNewTokens = 5 },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly int _threads;

    public ResumeTests()
    {
        NativeTorch.EnsureLoaded();
        _threads = torch.get_num_threads();
        torch.set_num_threads(1);
    }

    public void Dispose()
    {
        torch.set_num_threads(_threads);
        _folder.Dispose();
    }

    [Theory]
    [InlineData("all weights", 7)]
    [InlineData("adapter", 13)]
    [InlineData("carried optimizer", 13)]
    [InlineData("informative pairs", 13)]
    public void Stopped_anywhere_and_gone_on_with_a_run_ends_in_the_same_bytes(string kind, int every)
    {
        var options = kind switch
        {
            "adapter" => Small with { Online = Small.Online with { Adapter = new AdapterOptions { Rank = 2 } } },
            "informative pairs" => Small with { Pairing = PairChoice.Information }, // the second part of a round's pairs follows from the votes on the first
            "carried optimizer" => Small with { Optimizer = OptimizerState.Carried },
            _ => Small,
        };
        var reports = Run("alone", options);
        var expected = Files("alone");
        Assert.True(reports > 20, $"only {reports} places to stop at");
        for (var stop = 1; stop < reports; stop += every)
        {
            var name = $"stopped-{stop}";
            Assert.ThrowsAny<OperationCanceledException>(() => Run(name, options, stopAfter: stop));
            Run(name, options);
            Assert.Equal(expected, Files(name));
        }
    }

    [Fact]
    public void Kept_votes_decide_the_next_informative_pairs_wherever_the_votes_were_cut()
    {
        using var policy = Start();
        var path = Path.Combine(_folder.Path, "votes.jsonl");
        var added = new TwoMore().Of(2, Pool, 70, new SeedTree(1));
        OfflineResult Vote(Journal<PairVotes>? log) => OfflineStage.Run(policy, Pool, 70, Small.Votes, new SeedTree(5), added, PairChoice.Information, log);
        var alone = Vote(null);
        Assert.Equal(71, alone.Votes.Select(v => (Math.Min(v.Pair.First, v.Pair.Second), Math.Max(v.Pair.First, v.Pair.Second))).Distinct().Count());
        Assert.Equal(new ImagePair(13, 14), alone.Votes[^1].Pair);
        using (var log = new Journal<PairVotes>(path)) Assert.Equal(alone.Votes, Vote(log).Votes);
        var bytes = File.ReadAllBytes(path);
        foreach (var kept in new[] { 0, 1, 63, 64, 65, 69, 70, 71 })
        {
            using (var log = new Journal<PairVotes>(path))
            {
                log.CutTo(kept);
                Assert.Equal(alone.Votes, Vote(log).Votes);
            }

            Assert.Equal(bytes, File.ReadAllBytes(path));
        }

        // A vote of the first part that was another one leads elsewhere: what follows it is refused, not mixed.
        using (var log = new Journal<PairVotes>(path))
        {
            log.CutTo(0);
            log.Append([.. alone.Votes.Take(64).Select(v => v with { Straight = new string('1', v.Straight.Length), Swapped = new string('0', v.Swapped.Length) }), .. alone.Votes.Skip(64)]);
            Assert.Contains("line 65 holds 4 votes on the pair", Assert.Throws<InvalidDataException>(() => Vote(log)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_log_with_more_votes_than_asked_is_refused()
    {
        using var policy = Start();
        using var log = new Journal<PairVotes>(Path.Combine(_folder.Path, "votes.jsonl"));
        VoteCounter.Count(policy, Pool.Images, [new(0, 1), new(2, 3)], Small.Votes, new SeedTree(1), log);
        var error = Assert.Throws<InvalidDataException>(() => VoteCounter.Count(policy, Pool.Images, [new(0, 1)], Small.Votes, new SeedTree(1), log));
        Assert.Contains("line 2 holds 4 votes on the pair (2, 3)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_the_folder_equals_one_that_keeps_nothing()
    {
        Finish("kept");
        using var start = Start();
        using var evolution = new SelfEvolution(start, Pool, Test, Small, new SeedTree(3));
        var rounds = evolution.Run();
        var recorded = RecordedRun.Read(RunFolder.Existing(Path.Combine(_folder.Path, "kept"))).Rounds;
        for (var r = 0; r < rounds.Count; r++)
        {
            Assert.Equal(rounds[r].Votes.Votes, recorded[r].Votes.Votes);
            Assert.Equal(rounds[r].Training.Select(Text), recorded[r].Training.Select(Text));
            Assert.Equal(rounds[r].Along, recorded[r].Along);
            Assert.Equal(r == 0 ? [] : [2, 4], rounds[r].Along.Select(a => a.Step));
            Assert.Equal(rounds[r].Evaluation!.Scores.Select(s => s.Expected), recorded[r].Evaluation!.Scores.Select(s => s.Expected));
            Assert.Equal(rounds[r].Evaluation!.ComparisonAccuracy, recorded[r].Evaluation!.ComparisonAccuracy);
        }
    }

    [Fact]
    public void Every_figure_of_a_run_can_be_computed_again()
    {
        Finish("run");
        var folder = RunFolder.Existing(Path.Combine(_folder.Path, "run"));
        var figures = RunVerification.Check(folder, RecordedRun.Read(folder)).ToArray();
        Assert.All(figures, f => Assert.True(f.Passed, $"{f.Name}: {f.Note}"));
        foreach (var name in new[] { "summary.json rounds[2].expected.srcc", "summary.json gains.start.expected.low", "scores.csv", "rounds/2/policy" })
            Assert.Contains(name, figures.Select(f => f.Name));
    }

    [Fact]
    public void A_figure_a_table_and_a_weight_that_were_touched_are_found()
    {
        Finish("run");
        var folder = RunFolder.Existing(Path.Combine(_folder.Path, "run"));
        var stored = RunSummary.Of(RecordedRun.Read(folder).Rounds, RecordedRun.Read(folder).Controls, new SeedTree(3)).Rounds[1].TieRate;
        Replace(folder.File("summary.json"), $"\"tie_rate\": {stored:R}", "\"tie_rate\": 0.987");
        var table = folder.File("scores.csv");
        File.WriteAllText(table, File.ReadAllText(table) + "extra\n");
        using (var weights = File.OpenWrite(folder.File("rounds/1/policy/model.safetensors")))
        {
            weights.Position = weights.Length - 1;
            weights.WriteByte(77);
        }

        string[] failed = [.. RunVerification.Check(folder, RecordedRun.Read(folder)).Where(f => !f.Passed).Select(f => f.Name)];
        Assert.Contains("rounds/1/policy", failed);
        Assert.Contains("scores.csv", failed);
        Assert.Contains(failed, f => f.StartsWith("summary.json rounds[", StringComparison.Ordinal) && f.EndsWith("tie_rate", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("model-00001-of-00001.safetensors")]
    public void The_weights_that_are_handed_on_are_those_of_the_last_round_in_one_file_or_several(string name)
    {
        Finish("run");
        var folder = RunFolder.Existing(Path.Combine(_folder.Path, "run"));
        var (last, delivered) = (folder.File($"rounds/2/policy/{name}"), folder.File($"policy/{name}"));
        if (!File.Exists(last)) File.Move(folder.File("rounds/2/policy/model.safetensors"), last);
        Directory.CreateDirectory(Path.GetDirectoryName(delivered)!);
        File.Copy(last, delivered);
        VerifiedFigure Policy() => RunVerification.Check(folder, RecordedRun.Read(folder)).Single(f => f.Name == "policy");
        Assert.True(Policy().Passed, Policy().Note);
        var bytes = File.ReadAllBytes(delivered);
        bytes[^1] ^= 1;
        File.WriteAllBytes(delivered, bytes);
        Assert.False(Policy().Passed);
    }

    [Fact]
    public void A_figure_one_bit_off_is_found()
    {
        Finish("run");
        var folder = RunFolder.Existing(Path.Combine(_folder.Path, "run"));
        var file = folder.File("summary.json");
        var summary = JsonNode.Parse(File.ReadAllText(file))!;
        var figure = summary["rounds"]![2]!["expected"]!;
        figure["srcc"] = Math.BitIncrement(figure["srcc"]!.GetValue<double>());
        File.WriteAllText(file, summary.ToJsonString());
        var failed = Assert.Single(RunVerification.Check(folder, RecordedRun.Read(folder)), f => !f.Passed);
        Assert.Equal("summary.json rounds[2].expected.srcc", failed.Name);
    }

    [Fact]
    public void A_state_that_was_damaged_is_named_and_not_used()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => Run("run", stopAfter: StepsOfRound1 + 2));
        var state = Directory.GetDirectories(Path.Combine(_folder.Path, "run", "rounds", "1"), "checkpoint-*").Single();
        var weights = Path.Combine(state, "model.safetensors");
        using (var file = File.OpenWrite(weights))
        {
            file.Position = file.Length - 3;
            file.WriteByte(1);
        }

        var error = Assert.Throws<InvalidDataException>(() => Run("run"));
        Assert.StartsWith($"{weights}: the file was changed or damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_settings_another_seed_and_another_policy_are_refused_by_name()
    {
        Finish("run");
        var options = Assert.Throws<InvalidDataException>(() => Run("run", Small with { Votes = Small.Votes with { K = 8 } }));
        Assert.Contains("options.votes.k was 4, is 8", options.Message, StringComparison.Ordinal);
        Assert.Contains("seed was 3, is 4", Assert.Throws<InvalidDataException>(() => Run("run", seed: 4)).Message, StringComparison.Ordinal);
        Assert.Contains("policy was ", Assert.Throws<InvalidDataException>(() => Run("run", policy: 2)).Message, StringComparison.Ordinal);
        Replace(Path.Combine(_folder.Path, "run", "identity.json"), "\"format\": 1", "\"format\": 99");
        Assert.Contains("format was 99, is 1", Assert.Throws<InvalidDataException>(() => Run("run")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Votes_on_other_pairs_are_refused()
    {
        using var log = new Journal<PairVotes>(Path.Combine(_folder.Path, "votes.jsonl"));
        log.Append(new PairVotes(new ImagePair(0, 1), "00", "11"));
        using var policy = Start();
        var error = Assert.Throws<InvalidDataException>(() => VoteCounter.Count(policy, Pool.Images, [new(2, 3)], Small.Votes, new SeedTree(1), log));
        Assert.Contains("line 1 holds 4 votes on the pair (0, 1)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_whose_holder_cannot_be_written_down_is_not_held()
    {
        var folder = Path.Combine(_folder.Path, "run");
        Directory.CreateDirectory(Path.Combine(folder, "lock.holder.txt", "in the way"));
        Assert.ThrowsAny<Exception>(() => RunLock.Take(folder));
        Assert.Equal(0, Shell($"flock -n '{Path.Combine(folder, "lock")}' true"));
    }

    [Fact]
    public void A_second_process_is_told_who_holds_the_folder()
    {
        var folder = Path.Combine(_folder.Path, "run");
        using (RunLock.Take(folder))
        {
            using var again = RunLock.Take(folder); // the same process may
            Assert.Contains($"process {Environment.ProcessId} on", File.ReadAllText(Path.Combine(folder, "lock.holder.txt")), StringComparison.Ordinal);
            Assert.Equal(1, Shell($"flock -n '{Path.Combine(folder, "lock")}' true"));
        }

        Assert.Equal(0, Shell($"flock -n '{Path.Combine(folder, "lock")}' true"));
        using var other = Process.Start(new ProcessStartInfo("flock", [Path.Combine(folder, "lock"), "sleep", "60"]))!;
        try
        {
            while (Shell($"flock -n '{Path.Combine(folder, "lock")}' true") == 0) Thread.Yield();
            var error = Assert.Throws<IOException>(() => RunLock.Take(folder));
            Assert.Contains("expected a folder that no other process writes to, but process ", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            other.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void A_full_disk_is_told_and_what_was_kept_can_be_gone_on_with()
    {
        var small = Directory.CreateDirectory(Path.Combine(_folder.Path, "small disk")).FullName;
        Assert.SkipUnless(Shell($"mount -t tmpfs -o size=700k none '{small}'") == 0, "no small disk can be mounted here (needs root)");
        try
        {
            var error = Assert.ThrowsAny<IOException>(() => Run("small disk"));
            Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
            Assert.Equal(0, Shell($"mount -o remount,size=20m '{small}'"));
            Finish("small disk");
            Finish("alone");
            Assert.Equal(Files("alone"), Files("small disk"));
        }
        finally
        {
            Shell($"umount '{small}'");
        }
    }

    [Fact]
    public void Features_of_an_image_do_not_depend_on_the_others_that_are_missing()
    {
        using var policy = Start();
        using var together = policy.CachedFeatures([new(Pool.Images, "x")]);
        foreach (var image in Pool.Images.Take(4))
        {
            using var fresh = Start();
            using var alone = fresh.CachedFeatures([new([image], "x")]);
            var first = Pool.Images.TakeWhile(i => i != image).Sum(i => policy.Images.GridOf(i).Count / 4);
            using var same = together.narrow(0, first, alone.shape[0]);
            Assert.True(same.equal(alone).all().item<bool>());
        }
    }

    [Fact]
    public void Added_pairs_are_voted_on_trained_on_and_kept()
    {
        using var start = Start();
        var folder = new RunFolder(Path.Combine(_folder.Path, "added"));
        using (var evolution = new SelfEvolution(start, Pool, null, Small, new SeedTree(3), folder, new TwoMore()))
        {
            var rounds = evolution.Run();
            Assert.Equal([Pool.Images.Count, Pool.Images.Count + 2, Pool.Images.Count], rounds.Select(r => r.Votes.Pool.Images.Count));
            Assert.Equal(new ImagePair(13, 14), rounds[1].Votes.Votes[^1].Pair);
            Assert.Contains(14, rounds[1].Votes.Preferences.Images);
        }

        Assert.Equal("more-1", RecordedRun.Read(folder).Rounds[1].Votes.Pool.Images[^1].Id);
        var error = Assert.Throws<InvalidDataException>(() => new SelfEvolution(start, Pool, null, Small, new SeedTree(3), folder));
        Assert.Contains("added was \"two more\", is \"\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Synthetic_pairs_join_from_round_two_on_in_their_share()
    {
        using var start = Start();
        using var evolution = new SelfEvolution(start, Pool, null, Small with { PairsPerRound = 12 }, new SeedTree(3), added: new SyntheticPairSource(Share: 0.25, Variants: 3));
        var rounds = evolution.Run();
        Assert.Equal([12, 16, 12], rounds.Select(r => r.Votes.Votes.Count));
        Assert.All(rounds[1].Votes.Votes.TakeLast(4), v => Assert.Equal(Reference(v.Pair.First), Reference(v.Pair.Second)));
        string Reference(int image) => rounds[1].Votes.Pool.Images[image].Id.Split('~') is [var name, _] ? name : throw new InvalidOperationException("not a variant");
    }

    /// <summary>Progress reports until the first round's training: votes, scores and test votes of version 0.</summary>
    private const int StepsOfRound1 = 4;

    private int Finish(string name) => Run(name);

    /// <summary>Runs everything in a folder.</summary>
    /// <returns>How often progress was told.</returns>
    private int Run(string name, EvolutionOptions? options = null, ulong seed = 3, ulong policy = 1, int stopAfter = int.MaxValue)
    {
        using var start = Start(policy);
        using var stop = new CancellationTokenSource();
        var progress = new Told(stop, stopAfter);
        var folder = new RunFolder(Path.Combine(_folder.Path, name));
        using var evolution = new SelfEvolution(start, Pool, Test, options ?? Small, new SeedTree(seed), folder, progress: progress, cancel: stop.Token);
        var rounds = evolution.Run();
        var controls = new[] { ControlKind.SharpenedStart, ControlKind.RandomLabels }.ToDictionary(k => k, k => evolution.Control(k, rounds));
        folder.WriteTables(rounds);
        folder.WriteJson("summary.json", RunSummary.Of(rounds, controls, new SeedTree(seed)));
        return progress.Count;
    }

    private IReadOnlyDictionary<string, string> Files(string name) => RunContent.Of(Path.Combine(_folder.Path, name));

    private static string Text(GrpoMetrics step) => JsonSerializer.Serialize(step with { StepSeconds = null });

    private static QwenPolicy Start(ulong seed = 1)
    {
        var policy = TinyPolicy.Create(seed);
        TinyPolicy.Favour(
            policy, new Prompt([Pool.Images[0], Pool.Images[1]], Language.Prompts.Compare), [.. "01234".Select(d => (TinyPolicy.Tokenizer.Encode(d.ToString())[0], 6.0))]);
        return policy;
    }

    private static IqaImage Picture(string set, int index) =>
        new($"{set}-{index}", TinyPolicy.Image("x", 56 + (28 * (index % 2)), 56 + (28 * (index % 3 / 2))).Load, 1 + (index * 0.3));

    private static int Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static void Replace(string file, string old, string now)
    {
        var text = File.ReadAllText(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(old, now, StringComparison.Ordinal));
    }

    private sealed class Told(CancellationTokenSource stop, int stopAfter) : IProgress<StageProgress>
    {
        public int Count { get; private set; }

        public void Report(StageProgress value)
        {
            if (++Count == stopAfter) stop.Cancel();
        }
    }

    private sealed class TwoMore : IAddedPairSource
    {
        public AddedPairs? Of(int round, ImageSet pool, int randomPairs, SeedTree seed) =>
            round == 2 ? new AddedPairs([Picture("more", 0), Picture("more", 1)], [new ImagePair(pool.Images.Count, pool.Images.Count + 1)]) : null;

        public override string ToString() => "two more";
    }
}
