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
        await Refused(2, "--set beta=much: expected a number", "job", "new", At("new"), "--set", "beta=much");
        await Refused(2, "--set soft=yes: expected true or false", "job", "new", At("new"), "--set", "soft=yes");
        await Refused(2, "--source is of votes", "job", "new", At("new"), "--kind", "scores", "--source", "samples");
        await Refused(2, "--policy is of a model folder, and --endpoint names a server", "job", "new", At("new"), "--endpoint", "http://127.0.0.1:9/v1", "--model", "m", "--policy", policy);
        await Refused(2, "--retries needs --endpoint.", "job", "work", Job, "--policy", policy, "--retries", "3");
        await Refused(2, "name that version's model folder with --policy", "job", "new", At("new"), "--round", "1");
        await Refused(2, "Say where the answers go", "job", "collect", Job);
        await Refused(2, "expected seconds, more than 0", "job", "work", Job, "--lease", "0");

        foreach (var picture in Directory.GetFiles(At("pictures"))) File.WriteAllBytes(picture, ImageCodec.EncodePng(new RgbImage(64, 48)));
        await Refused(1, "has changed since the job was made", "job", "work", Job, "--policy", policy);
    }

    [Fact]
    public async Task The_weights_have_the_type_of_the_run_where_none_is_named()
    {
        var policy = TinyPolicyFolder.Write(At("policy"));
        Assert.True(await New(policy, "--set", "dtype=bfloat16") == 0, Error.ToString());
        await Refused(2, "-bfloat16, and this worker has", "job", "work", Job, "--policy", policy);
        Assert.True(await Run("job", "work", Job, "--policy", policy, "--dtype", "bfloat16") == 0, Error.ToString());
    }

    [Fact]
    public async Task Preferences_are_by_the_rule_of_the_job_and_need_no_picture_on_this_machine()
    {
        var policy = TinyPolicyFolder.Write(At("policy"));
        Assert.True(await New(policy, "--set", "soft=true", "--set", "k=32", "--set", "beta=0.02") == 0, Error.ToString());
        Assert.True(await Run("job", "work", Job, "--policy", policy) == 0, Error.ToString());
        Directory.Delete(At("pictures"), recursive: true);
        Assert.True(await Run("job", "status", Job) == 0, Error.ToString());
        Assert.True(await Run("job", "collect", Job, "--out", At("tables")) == 0, Error.ToString());
        var votes = File.ReadLines(At("tables/votes.csv")).Skip(1).Select(l => l.Split(',')).Where(f => f[2] != "0" || f[3] != "0").ToArray();
        Assert.NotEmpty(votes);
        Assert.All(votes, f => Assert.Equal(double.Parse(f[2]) / (double.Parse(f[2]) + double.Parse(f[3])), double.Parse(f[5]), 1e-6));
        Assert.Contains(votes, f => double.Parse(f[5]) is not (0 or 0.5 or 1));
    }

    [Fact]
    public async Task A_job_for_a_model_behind_a_server_is_answered_by_that_model_alone()
    {
        string[] served = ["--endpoint", "http://127.0.0.1:9/v1", "--model", "qwen"];
        Assert.True(await Run(["job", "new", Job, .. served, "--source", "samples", "--set", $"images={Pictures("pictures", 5)}", "--set", "pairs=6"]) == 0, Error.ToString());
        await Refused(2, "their answers must not be mixed", "job", "work", Job, "--policy", TinyPolicyFolder.Write(At("policy")));
        await Refused(2, "their answers must not be mixed", ["job", "work", Job, .. served[..^1], "llama"]);
        await Refused(1, "http://127.0.0.1:9/v1: the connection failed", ["job", "work", Job, .. served, "--retries", "0"]);
        Assert.Contains("0 answers to 0 requests", Output.ToString(), StringComparison.Ordinal); // what it took is said of work that failed too
        await Refused(2, "--retries is -1; expected 0 or more", ["job", "work", Job, .. served, "--retries", "-1"]);
    }

    private Task<int> New(string policy, params string[] more) => Run(
        ["job", "new", Job, "--policy", policy, "--batch", "2", "--set", $"images={Pictures("pictures", 5)}", "--set", "pairs=6", "--set", "k=4", .. more]);

    private async Task Refused(int code, string sentence, params string[] args)
    {
        Error.GetStringBuilder().Clear();
        Assert.Equal(code, await Run(args));
        Assert.Contains(sentence, Error.ToString(), StringComparison.Ordinal);
    }
}
