using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Voting;

namespace EvoQuality.Notebooks.Tests;

/// <summary>A round's votes and scores shared out from the console.</summary>
public sealed class JobCommandTests : Evoquality
{
    private string Job => At("job");

    [Fact]
    public async Task Votes_are_asked_for_given_and_brought_back_into_a_run_and_tables()
    {
        var policy = TinyPolicyFolder.Write(At("policy"));
        Assert.True(await New(policy) == 0, Error.ToString());
        Assert.Contains("6 pairs, 4 votes each", Output.ToString(), StringComparison.Ordinal);

        Assert.Equal(1, await Run("job", "collect", Job, "--run", At("run")));
        Assert.Contains("there is nothing to collect yet", Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Run("job", "status", Job));
        Assert.Contains("0 of 6 pairs answered, 0 of 3 batches, 0 at work", Output.ToString(), StringComparison.Ordinal);

        Assert.True(await Run("job", "work", Job, "--policy", policy) == 0, Error.ToString());
        Assert.Equal(0, await Run("job", "status", Job));
        Assert.Contains("6 of 6 pairs answered, 3 of 3 batches, 0 at work", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"worker 0001: process {Environment.ProcessId} on {Environment.MachineName}, left", Output.ToString(), StringComparison.Ordinal);

        Assert.True(await Run("job", "collect", Job, "--run", At("run"), "--out", At("tables")) == 0, Error.ToString());
        Assert.All(Journal.Read<PairVotes>(At("run/rounds/0/votes.jsonl")), v => Assert.Equal(4, v.Straight.Length + v.Swapped.Length));
        Assert.Equal(7, File.ReadAllLines(At("tables/votes.csv")).Length);
        Assert.Equal("place,image,wins,ties,losses,mean_preference", File.ReadAllLines(At("tables/ranking.csv"))[0]);
        Assert.Equal(0, await Run("job", "status", Job));
        Assert.Contains("collected", Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Votes_that_are_given_go_on_to_another_engine_without_a_run()
    {
        var policy = TinyPolicyFolder.Write(At("policy"));
        Assert.True(await New(policy) == 0, Error.ToString());
        await Refused(1, "there is nothing to collect yet", "export", "trl", Job, At("trl"), "--policy", policy);
        Assert.True(await Run("job", "work", Job, "--policy", policy) == 0, Error.ToString());
        await Refused(2, "expected the policy that gave the answers", "export", "trl", Job, At("trl"));
        await Refused(2, "the option is for runs", "export", "trl", Job, At("trl"), "--policy", policy, "--of-version", "1");
        Assert.True(await Run("export", "trl", Job, At("trl"), "--policy", policy) == 0, Error.ToString());
        var preferences = File.ReadLines(At("trl/preferences.jsonl")).Count(); // the tiny policy's answers are not all votes
        Assert.Contains($"version 0, {preferences} preferences", Output.ToString(), StringComparison.Ordinal);
        Assert.InRange(preferences, 1, 6);
        Assert.Equal(0, await Run("export", "check", At("trl")));
        await Refused(2, "the option is for votes of a job", "export", "trl", At("trl"), At("again"), "--images", At("pictures"));
    }

    [Fact]
    public async Task Scores_are_shared_out_too()
    {
        var policy = TinyPolicyFolder.Write(At("policy"));
        var pictures = Pictures("pictures", 9);
        File.WriteAllLines(At("labels.csv"), ["image,mos", .. Enumerable.Range(0, 9).Select(n => $"p{n}.png,{1 + (n * 0.4)}")]);
        string[] set = ["--set", $"images={pictures}", "--set", $"labels={At("labels.csv")}", "--set", "samples=3"];
        Assert.True(await Run(["job", "new", Job, "--kind", "scores", "--policy", policy, .. set]) == 0, Error.ToString());
        Assert.Contains("3 pictures, 3 scores each", Output.ToString(), StringComparison.Ordinal);
        Assert.True(await Run("job", "work", Job, "--policy", policy) == 0, Error.ToString());
        Assert.True(await Run("job", "collect", Job, "--run", At("run"), "--out", At("tables")) == 0, Error.ToString());
        Assert.Equal(3, File.ReadAllLines(At("run/rounds/0/scores.jsonl")).Length);
        Assert.Equal("image,mos,single,mean,greedy,expected", File.ReadAllLines(At("tables/scores.csv"))[0]);
    }

    [Fact]
    public async Task What_does_not_fit_is_said_in_one_sentence()
    {
        var policy = TinyPolicyFolder.Write(At("policy"));
        Assert.True(await New(policy) == 0, Error.ToString());
        await Refused(2, "there is something already", "job", "new", Job, "--policy", policy);
        await Refused(2, "their answers must not be mixed", "job", "work", Job, "--policy", TinyPolicyFolder.Write(At("other"), 2));
        await Refused(2, "their answers must not be mixed", "job", "work", Job, "--policy", policy, "--dtype", "bfloat16");
        await Refused(2, "expected a job, but there is no such file", "job", "work", At("nowhere"));
        await Refused(2, "--set pears=3: expected one of seed, rounds", "job", "new", At("new"), "--set", "pears=3");
        await Refused(2, "--set k=many: expected a whole number", "job", "new", At("new"), "--set", "k=many");
        await Refused(2, "name that version's model folder with --policy", "job", "new", At("new"), "--round", "1");
        await Refused(2, "Say where the answers go", "job", "collect", Job);
        await Refused(2, "expected seconds, more than 0", "job", "work", Job, "--lease", "0");

        foreach (var picture in Directory.GetFiles(At("pictures"))) File.WriteAllBytes(picture, ImageCodec.EncodePng(new RgbImage(64, 48)));
        await Refused(1, "has changed since the job was made", "job", "work", Job, "--policy", policy);
    }

    [Fact]
    public async Task A_job_for_a_model_behind_a_server_is_answered_by_that_model_alone()
    {
        string[] served = ["--endpoint", "http://127.0.0.1:9/v1", "--model", "qwen"];
        Assert.True(await Run(["job", "new", Job, .. served, "--source", "samples", "--set", $"images={Pictures("pictures", 5)}", "--set", "pairs=6"]) == 0, Error.ToString());
        await Refused(2, "their answers must not be mixed", "job", "work", Job, "--policy", TinyPolicyFolder.Write(At("policy")));
        await Refused(2, "their answers must not be mixed", ["job", "work", Job, .. served[..^1], "llama"]);
        await Refused(1, "http://127.0.0.1:9/v1: the connection failed", ["job", "work", Job, .. served, "--retries", "0"]);
        await Refused(2, "--retries is -1; expected 0 or more", ["job", "work", Job, .. served, "--retries", "-1"]);
    }

    private Task<int> New(string policy) => Run(
        "job", "new", Job, "--policy", policy, "--batch", "2", "--set", $"images={Pictures("pictures", 5)}", "--set", "pairs=6", "--set", "k=4");

    private async Task Refused(int code, string sentence, params string[] args)
    {
        Error.GetStringBuilder().Clear();
        Assert.Equal(code, await Run(args));
        Assert.Contains(sentence, Error.ToString(), StringComparison.Ordinal);
    }
}
