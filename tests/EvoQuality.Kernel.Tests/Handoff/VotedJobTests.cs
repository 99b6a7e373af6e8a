using EvoQuality.Benchmarks.Kill;
using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Generation;
using EvoQuality.Handoff;
using EvoQuality.Imaging;
using EvoQuality.Voting.Queue;

namespace EvoQuality.Kernel.Tests;

/// <summary>Votes that other processes or a server gave, handed to another engine without a run here.</summary>
public sealed class VotedJobTests : IDisposable
{
    private static readonly EvolutionSetup Setup = new() { Pairs = 12, K = 4, Steps = 3, Group = 4, Scenes = 9, TestScenes = 3, Seed = 5 };
    private readonly TemporaryFolder _folder = new();

    private static string Pocket => PolicyName.OfFolder(PocketPolicy.Folder, "float32");

    private string Shared => _folder.File("shared");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_training_takes_the_pairs_that_this_library_would_take_after_these_votes()
    {
        var votes = Voted(Setup).Queue.Collect();
        using var job = TrainingJob.ReadVotes(Shared);
        var preferences = Setup.Options().Votes.Preferences.Decide(votes);
        Assert.Equal(preferences.Preferences, job.Preferences.Preferences);
        var schedule = new PairSchedule(preferences, job.Online.PairsPerStep, Setup.Root.Child("round").Child(0).Child("online"));
        Assert.Equal(schedule.Full(3).SelectMany((pairs, step) => JobRow.Of(pairs, step, EvolutionData.Load(Setup).Pool)), job.Rows);
        Assert.Equal((0, 3, 4, Setup), (job.Version, job.Steps, job.Online.Group, job.Setup));
        Assert.True(job.IsVoterSeen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_holds_the_pictures_that_were_voted_on_and_the_voter(bool byReference)
    {
        Voted(Setup);
        using (var job = TrainingJob.ReadVotes(Shared)) TrlExport.Write(job, _folder.File("out"), new JobPlacement(ByReference: byReference));
        var pool = EvolutionData.Load(Setup).Pool.Images.ToDictionary(i => i.Id);
        var pictures = TrainingJobFolder.Check(_folder.File("out"));
        Assert.All(pictures, p => Assert.Equal(pool[p.Picture].Load().Pixels, ImageCodec.Decode(Path.Combine(_folder.File("out"), p.File)).Pixels));
        Assert.All(pictures, p => Assert.Equal(byReference, p.File.StartsWith(Path.Combine(Shared, "images"), StringComparison.Ordinal)));
        var trained = Path.Combine(_folder.File("out"), JobSettings.Read(_folder.File("out")).Policy);
        Assert.Equal(PolicyHash.OfFolder(PocketPolicy.Folder), PolicyHash.OfFolder(trained));
    }

    [Fact]
    public void A_later_version_is_trained_from_its_folder_and_kept_close_to_the_start()
    {
        var voter = TinyPolicyFolder.Write(_folder.File("voter"));
        Voted(Setup, PolicyName.OfFolder(voter, "float32"), round: 1);
        Assert.Contains("version 1 voted", Assert.Throws<ArgumentException>(() => TrainingJob.ReadVotes(Shared)).Message, StringComparison.Ordinal);
        using (var job = TrainingJob.ReadVotes(Shared, voter)) TrlExport.Write(job, _folder.File("out"), new JobPlacement());
        var settings = JobSettings.Read(_folder.File("out"));
        Assert.Equal(1, settings.Version);
        Assert.Equal(PolicyHash.OfFolder(voter), PolicyHash.OfFolder(_folder.File($"out/{settings.Policy}")));
        Assert.Equal(PolicyHash.OfFolder(PocketPolicy.Folder), PolicyHash.OfFolder(_folder.File($"out/{settings.Reference}")));
    }

    [Fact]
    public void Another_policy_than_the_voter_is_refused_where_weights_can_be_seen()
    {
        var other = TinyPolicyFolder.Write(_folder.File("other"));
        Voted(Setup);
        Assert.Contains("expected the policy that gave the answers", Assert.Throws<ArgumentException>(() => TrainingJob.ReadVotes(Shared, other)).Message, StringComparison.Ordinal);
        Voted(Setup, PolicyName.Served("qwen"), folder: _folder.File("served"));
        using var job = TrainingJob.ReadVotes(_folder.File("served"), other);
        Assert.False(job.IsVoterSeen);
        Assert.Equal(other, job.Setup.PolicyFolder);
    }

    [Fact]
    public void Votes_that_are_not_all_given_are_nothing_to_train_from()
    {
        RoundJobs.Votes(Shared, Setup, 0, Pocket);
        Assert.Contains("nothing to collect yet", Assert.Throws<InvalidOperationException>(() => TrainingJob.ReadVotes(Shared)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_of_votes_is_no_exported_one()
    {
        Voted(Setup);
        Assert.Contains("no exported one", Assert.Throws<InvalidDataException>(() => TrainingJobFolder.Check(Shared)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_weights_of_a_served_voter_are_named_by_a_person()
    {
        Voted(Setup, PolicyName.Served("qwen"));
        Assert.Contains("served qwen; name the folder of its weights", Assert.Throws<ArgumentException>(() => TrainingJob.ReadVotes(Shared)).Message, StringComparison.Ordinal);
        Voted(Setup with { Policy = PocketPolicy.Folder }, PolicyName.Served("qwen"), folder: _folder.File("named"));
        using var job = TrainingJob.ReadVotes(_folder.File("named"));
        Assert.Equal(Path.GetFullPath(PocketPolicy.Folder), job.Setup.PolicyFolder);
    }

    [Fact]
    public void A_reward_that_needs_more_than_preferences_is_refused()
    {
        Voted(Setup with { Reward = "evoestimate" });
        Assert.Contains("evoestimate", Assert.Throws<ArgumentException>(() => TrainingJob.ReadVotes(Shared)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Photographs_may_lie_elsewhere_but_must_be_the_same()
    {
        using var run = new HandoffRun(photographs: true);
        Voted(run.Setup with { Seed = 5 });
        var moved = _folder.File("moved");
        Directory.Move(run.Setup.Images, moved);
        Assert.Throws<FileNotFoundException>(() => { TrainingJob.ReadVotes(Shared); });
        using (var job = TrainingJob.ReadVotes(Shared, images: moved)) Assert.Equal(9, job.Pool.Images.Count);
        Directory.CreateDirectory(Path.Combine(moved, "part", "1"));
        File.Move(Path.Combine(moved, "photo 5.jpg"), Path.Combine(moved, "part", "1", "photo 5.jpg"));
        using (var job = TrainingJob.ReadVotes(Shared, images: moved)) Assert.Equal(9, job.Pool.Images.Count); // in a folder below
        File.Copy(Path.Combine(moved, "photo 3.jpg"), Path.Combine(moved, "photo 4.jpg"), overwrite: true);
        Assert.Contains("has changed since the job was made", Assert.Throws<InvalidDataException>(() => TrainingJob.ReadVotes(Shared, images: moved)).Message, StringComparison.Ordinal);
    }

    private VoteJob Voted(EvolutionSetup setup, string? policy = null, int round = 0, string? folder = null)
    {
        var job = RoundJobs.Votes(folder ?? Shared, setup, round, policy ?? Pocket);
        job.Work(new ScriptedPolicy(i => i.Mos ?? i.Id.Sum(c => c), 0.7), policy ?? Pocket);
        return job;
    }
}
