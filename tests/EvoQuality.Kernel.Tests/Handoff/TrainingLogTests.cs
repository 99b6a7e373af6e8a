using System.Text.Json;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Handoff;
using Parquet.Serialization;

namespace EvoQuality.Kernel.Tests;

/// <summary>The rewards that an engine has logged, computed again.</summary>
public sealed class TrainingLogTests : IDisposable
{
    private static readonly (string Picture, string Partner, string Text)[] Said = [("a", "b", "4"), ("a", "b", "3"), ("b", "a", "1.5"), ("b", "a", "no")];

    private readonly TemporaryFolder _folder = new();

    public TrainingLogTests()
    {
        var settings = HandoffRewardTests.Settings(PartnerScope.Batch);
        AtomicFile.WriteAllText(_folder.File("job/job.json"), JsonSerializer.Serialize(settings, RunFolder.Format));
        TrainingJobFolder.WriteLines(_folder.File("job"), "preferences.jsonl", [new JobPreference("b", "a", 0)]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rewards_that_TRL_logged_are_computed_again()
    {
        await Trl(2, r => r);
        await Trl(10, r => r);
        var check = RewardCheck.Of(_folder.File("job"), _folder.File("log"));
        Assert.Equal((2, 8, 6), (check.Steps, check.Answers, check.Parsed));
        Assert.Equal(0, check.Largest, 1e-7); // one fp32 rounding
    }

    [Fact]
    public async Task A_reward_that_differs_is_found_with_its_place()
    {
        await Trl(2, r => r);
        await Trl(10, r => r[..3].Append(0.25).ToArray());
        var check = RewardCheck.Of(_folder.File("job"), _folder.File("log"));
        Assert.Equal(0.25, check.Largest, 1e-7);
        Assert.Equal("step 10, answer 4", check.Place);
    }

    [Fact]
    public async Task A_reward_that_is_NaN_is_found_whatever_comes_after_it()
    {
        await Trl(2, r => [double.NaN, .. r[1..]]);
        await Trl(10, r => r);
        var check = RewardCheck.Of(_folder.File("job"), _folder.File("log"));
        Assert.Equal((double.NaN, "step 2, answer 1"), (check.Largest, check.Place));
    }

    [Fact]
    public async Task A_reward_that_is_missing_does_not_pass()
    {
        await Trl(2, r => r, 3);
        var check = RewardCheck.Of(_folder.File("job"), _folder.File("log"));
        Assert.Equal((double.NaN, "step 2, answer 4"), (check.Largest, check.Place));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_step_without_all_its_answers_does_not_pass(int answers)
    {
        AtomicFile.WriteAllText(_folder.File("log/1.jsonl"), string.Concat(Enumerable.Repeat("{\"output\":\"3\",\"score\":0,\"picture\":\"a\",\"partner\":\"b\"}\n", answers)));
        var message = Assert.Throws<InvalidDataException>(() => RewardCheck.Of(_folder.File("job"), _folder.File("log"))).Message;
        Assert.Contains($"expected the 4 answers of a step, found {answers} of step 1", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rewards_that_verl_dumped_are_computed_again()
    {
        AtomicFile.WriteAllText(_folder.File("log/1.jsonl"), string.Concat(Said.Zip(Rewards(), (a, r) => JsonSerializer.Serialize(
            new { input = "", output = a.Text, gts = 1.0, score = r, step = 1, picture = a.Picture, partner = a.Partner }) + "\n")));
        Assert.Equal(0, RewardCheck.Of(_folder.File("job"), _folder.File("log")).Largest, 1e-12);
    }

    [Fact]
    public void A_reward_that_is_no_number_does_not_pass()
    {
        AtomicFile.WriteAllText(_folder.File("log/1.jsonl"), "{\"output\":\"3\",\"score\":\"NaN\",\"picture\":\"a\",\"partner\":\"b\"}\n");
        Assert.Contains("1.jsonl", Assert.Throws<InvalidDataException>(() => RewardCheck.Of(_folder.File("job"), _folder.File("log"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_log_is_told() =>
        Assert.Contains("completions_N.parquet", Assert.Throws<FileNotFoundException>(() => RewardCheck.Of(_folder.File("job"), _folder.File("job"))).Message, StringComparison.Ordinal);

    private double[] Rewards() => JobReward.Of(_folder.File("job")).Step(Said, 0);

    private async Task Trl(int step, Func<double[], double[]> change, int? missing = null)
    {
        var rewards = change(Rewards());
        Directory.CreateDirectory(_folder.File("log"));
        await ParquetSerializer.SerializeAsync(
            Said.Select((a, i) => new TrlLine { step = step, completion = a.Text, fidelity_reward = i == missing ? null : (float)rewards[i], picture = a.Picture, partner = a.Partner }),
            _folder.File($"log/completions_{step:D5}.parquet"));
    }

    private sealed class TrlLine
    {
        public long step { get; set; }

        public string? completion { get; set; }

        public double? fidelity_reward { get; set; }

        public string? picture { get; set; }

        public string? partner { get; set; }
    }
}
