using EvoQuality.Benchmarks.Kill;
using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

/// <summary>A round's votes and scores given elsewhere, and a run that goes on with them.</summary>
public sealed class RoundJobsTests : IDisposable
{
    private const string Policy = "scripted";
    private static readonly EvolutionSetup Setup = new() { Scenes = 5, TestScenes = 3, Pairs = 6, K = 4, Samples = 2, Seed = 8 };
    private readonly TemporaryFolder _folder = new();

    private RunFolder Run => new(_folder.File("run"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_run_goes_on_with_votes_that_were_given_elsewhere(int round)
    {
        var job = RoundJobs.Votes(_folder.File("job"), Setup, round, Policy, batch: 2);
        job.Work(Observer(), Policy);
        using (var log = new Journal<PairVotes>(RoundJobs.GiveTo(Run, job)))
        {
            var pool = EvolutionData.Load(Setup).Pool;
            var seed = Setup.Root.Child("round").Child(round).Child("offline");
            var votes = OfflineStage.Run(new Mute(), pool, Setup.Pairs, Setup.Options().Votes, seed, log: log).Votes;
            Assert.Equal(OfflineStage.Run(Observer(), pool, Setup.Pairs, Setup.Options().Votes, seed).Votes, votes);
        }

        RoundJobs.GiveTo(Run, job); // once more changes nothing
    }

    [Fact]
    public void A_run_goes_on_with_scores_that_were_given_elsewhere()
    {
        var job = RoundJobs.Scores(_folder.File("job"), Setup, 1, Policy);
        job.Work(Observer(), Policy);
        using var log = new Journal<ScoreRecord>(RoundJobs.GiveTo(Run, job));
        var test = EvolutionData.Load(Setup).Test!;
        var scores = ScorePredictor.Predict(new Mute(), test.Images, Setup.Options().Scores, SelfEvolution.ScoreSeed(Setup.Root), log);
        Assert.Equal(test.Images.Select(i => i.Mos), scores.Select(s => s.Image.Mos));
        Assert.All(scores, s => Assert.Equal(2, s.Samples.Count));
    }

    [Fact]
    public void Synthetic_pairs_of_a_round_are_asked_too()
    {
        var setup = Setup with { Synthetic = 0.5, Rounds = 2 };
        var job = RoundJobs.Votes(_folder.File("job"), setup, 1, Policy);
        Assert.Equal(12, job.Pairs.Count);
        Assert.Equal(6, job.Terms.Border);
        Assert.True(job.Images.Count > 5 && job.Pairs.Skip(6).All(p => p.First >= 5 && p.Second >= 5));
    }

    [Fact]
    public void Other_votes_of_the_round_are_not_replaced()
    {
        var job = RoundJobs.Votes(_folder.File("job"), Setup, 0, Policy);
        Assert.Throws<InvalidOperationException>(() => RoundJobs.GiveTo(Run, job));
        job.Work(Observer(), Policy);
        var target = Run.File("rounds/0/votes.jsonl");
        AtomicFile.WriteAllText(target, "other votes\n");
        Assert.Contains("the run has answers of this round already", Assert.Throws<ArgumentException>(() => RoundJobs.GiveTo(Run, job)).Message, StringComparison.Ordinal);
        AtomicFile.WriteAllBytes(target, File.ReadAllBytes(job.Queue.SettledPath)[..100]); // the same, stopped in the middle
        RoundJobs.GiveTo(Run, job);
        Assert.Equal(File.ReadAllBytes(job.Queue.SettledPath), File.ReadAllBytes(target));
    }

    [Fact]
    public void A_run_that_has_begun_takes_the_answers_of_its_own_start_alone()
    {
        var own = TinyPolicyFolder.Write(_folder.File("own"));
        var name = PolicyName.OfFolder(own, "float32");
        var job = RoundJobs.Votes(_folder.File("job"), Setup, 0, name);
        job.Work(Observer(), name);
        (Setup with { Policy = TinyPolicyFolder.Write(_folder.File("other"), 2) }).Write(Run);
        Assert.Contains("expected the policy that gave the answers", Assert.Throws<ArgumentException>(() => RoundJobs.GiveTo(Run, job)).Message, StringComparison.Ordinal);
        (Setup with { Policy = own, Dtype = "bfloat16" }).Write(Run);
        Assert.Contains("-bfloat16", Assert.Throws<ArgumentException>(() => RoundJobs.GiveTo(Run, job)).Message, StringComparison.Ordinal);
        (Setup with { Policy = own }).Write(Run);
        Assert.True(File.Exists(RoundJobs.GiveTo(Run, job)));
    }

    [Fact]
    public void A_run_that_has_begun_takes_answers_that_were_asked_as_it_asks()
    {
        var votes = RoundJobs.Votes(_folder.File("votes"), Setup, 1, Policy, VoteSource.Samples);
        votes.Work(Observer(), Policy);
        var scores = RoundJobs.Scores(_folder.File("scores"), Setup, 1, Policy);
        scores.Work(Observer(), Policy);
        foreach (var other in new[] { Setup with { Seed = 9 }, Setup with { Samples = 3, K = 6 } })
        {
            other.Write(Run);
            Assert.Contains("expected answers that were asked as the run asks", Assert.Throws<ArgumentException>(() => RoundJobs.GiveTo(Run, votes)).Message, StringComparison.Ordinal);
            Assert.Contains("expected answers that were asked as the run asks", Assert.Throws<ArgumentException>(() => RoundJobs.GiveTo(Run, scores)).Message, StringComparison.Ordinal);
        }

        (Setup with { Order = "fixed" }).Write(Run);
        Assert.Contains("expected answers that were asked as the run asks", Assert.Throws<ArgumentException>(() => RoundJobs.GiveTo(Run, votes)).Message, StringComparison.Ordinal);
        (Setup with { Soft = true, Steps = 7 }).Write(Run); // what becomes of the answers is the run's affair
        Assert.True(File.Exists(RoundJobs.GiveTo(Run, votes)));
        using var log = new Journal<ScoreRecord>(RoundJobs.GiveTo(Run, scores));
        var test = EvolutionData.Load(Setup).Test!;
        var error = Assert.Throws<InvalidDataException>(() => ScorePredictor.Predict(new Mute(), test.Images, Setup.Options().Scores with { Samples = 3 }, SelfEvolution.ScoreSeed(Setup.Root), log));
        Assert.Contains("holds 2 samples of", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_has_begun_takes_answers_about_its_own_pictures_and_pairs_alone()
    {
        var photographs = Setup with { Images = Photographs("photographs") };
        var (votes, scores) = (RoundJobs.Votes(_folder.File("votes"), photographs, 1, Policy), RoundJobs.Scores(_folder.File("scores"), Setup, 1, Policy));
        votes.Work(new ScriptedPolicy(i => i.Id.Sum(c => c), 0.7), Policy);
        scores.Work(Observer(), Policy);
        foreach (var other in new[] { photographs with { Crop = 28 }, photographs with { Pairs = 5 }, photographs with { Synthetic = 0.5 }, Setup })
            Refused(other, () => RoundJobs.GiveTo(Run, votes), "about what the run asks about");
        foreach (var other in new[] { Setup with { TestScenes = 4 }, Setup with { Part = "development" }, photographs })
            Refused(other, () => RoundJobs.GiveTo(Run, scores), "about what the run asks about");
        (photographs with { Images = Photographs("moved"), Synthetic = 0.5, Rounds = 1 }).Write(Run); // the last version has no synthetic pairs
        Assert.True(File.Exists(RoundJobs.GiveTo(Run, votes)));
        (Setup with { Scenes = 6 }).Write(Run);
        Assert.True(File.Exists(RoundJobs.GiveTo(Run, scores)));
    }

    [Theory]
    [InlineData("p9.png p1.png p2.png p3.png p4.png", "found 5, 1 of them others")]
    [InlineData("p0.png p1.png p2.png p3.png", "found 5, 1 of them others")]
    [InlineData("p1.png p0.png p2.png p3.png p4.png", "found 5, 0 of them others")]
    public void Ids_that_the_run_has_written_down_are_compared(string ids, string said)
    {
        var photographs = Setup with { Images = Photographs("photographs") };
        var votes = RoundJobs.Votes(_folder.File("votes"), photographs, 1, Policy);
        votes.Work(new ScriptedPolicy(i => i.Id.Sum(c => c), 0.7), Policy);
        Write(ids.Split(' '));
        Refused(photographs, () => RoundJobs.GiveTo(Run, votes), said);
        File.Delete(Run.File("images.jsonl"));
        Write(["p0.png", "p1.png", "p2.png", "p3.png", "p4.png"]);
        Assert.True(File.Exists(RoundJobs.GiveTo(Run, votes)));

        void Write(string[] pool)
        {
            using var journal = new Journal<RecordedImage>(Run.File("images.jsonl"));
            journal.Append([.. pool.Select(id => new RecordedImage("pool", id, null)), new RecordedImage("test", "t.png", 3)]);
        }
    }

    [Fact]
    public void What_cannot_be_shared_out_is_refused()
    {
        Assert.Contains("pairing=random", Assert.Throws<ArgumentException>(() => RoundJobs.Votes(_folder.File("job"), Setup with { Pairing = "information" }, 0, Policy)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => RoundJobs.Votes(_folder.File("job"), Setup, 3, Policy));
        Assert.False(Directory.Exists(_folder.File("job")));
    }

    private void Refused(EvolutionSetup run, Action give, string said)
    {
        run.Write(Run);
        Assert.Contains(said, Assert.Throws<ArgumentException>(give).Message, StringComparison.Ordinal);
    }

    /// <summary>A folder of five pictures.</summary>
    private string Photographs(string name)
    {
        for (var i = 0; i < 5; i++) AtomicFile.WriteAllBytes(_folder.File($"{name}/p{i}.png"), ImageCodec.EncodePng(new RgbImage(56, 56)));
        return _folder.File(name);
    }

    private static ScriptedPolicy Observer() => new(i => i.Mos!.Value, 0.7);

    /// <summary>Nobody may ask it.</summary>
    private sealed class Mute : IProbabilityPolicy
    {
        public IReadOnlyList<IReadOnlyList<Completion>> Sample(
            IReadOnlyList<Prompt> prompts, int count, SamplingOptions options, IReadOnlyList<SeedTree> seeds, CancellationToken cancel = default) => throw new InvalidOperationException("asked");

        public IReadOnlyList<double[]> ChoiceProbabilities(
            IReadOnlyList<Prompt> prompts, IReadOnlyList<string> choices, double temperature = 1, CancellationToken cancel = default) => throw new InvalidOperationException("asked");

        public IReadOnlyList<ScoreDistribution> ScoreDistributions(
            IReadOnlyList<Prompt> prompts, double temperature = 1, CancellationToken cancel = default) => throw new InvalidOperationException("asked");
    }
}
