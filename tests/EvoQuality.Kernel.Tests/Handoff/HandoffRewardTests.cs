using System.Text.Json;
using EvoQuality.Evolution;
using EvoQuality.Handoff;
using EvoQuality.Language;
using EvoQuality.Rewards;

namespace EvoQuality.Kernel.Tests;

/// <summary>Our rewards of a job beside those of the Python that goes with it (recipe: environment/reference/make_handoff_fixture.py).</summary>
public sealed class HandoffRewardTests
{
    private const double Rounding = 1e-12; // sums in another order, two implementations of erfc
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly Fixture Python = Load();

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Python.Cases.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rewards_are_those_of_the_exported_python(int number)
    {
        var (reward, steps) = (Reward(Python.Cases[number]), Python.Cases[number].Steps);
        Assert.Equal(4, steps.Length);
        Assert.Contains(steps.SelectMany(s => s.Rewards), r => r > 0.5);
        for (var step = 0; step < steps.Length; step++)
            Close.All(steps[step].Rewards, reward.Step(Answers(steps[step]), step), Rounding);
    }

    [Fact]
    public void Answers_are_read_as_the_exported_python_reads_them() => Assert.All(Python.Scores, s =>
    {
        Assert.Equal(s.Score, AnswerParser.Score(s.Said));
        Assert.Equal(s.Form ? 1 : 0, FormatReward.Of(s.Said));
    });

    [Fact]
    public void The_order_of_the_answers_changes_no_reward()
    {
        var step = Python.Cases[0].Steps[0];
        var answers = Answers(step);
        var turned = Reward(Python.Cases[0]).Step([.. answers.AsEnumerable().Reverse()], 0);
        Close.All(step.Rewards, turned.Reverse().ToArray(), Rounding);
    }

    [Fact]
    public void Partners_of_earlier_steps_count_where_all_voted_partners_do()
    {
        JobPreference[] preferences = [new("a", "b", 1), new("a", "c", 0)];
        var reward = new JobReward(Settings(PartnerScope.AllVoted), preferences);
        (string, string, string)[] first = [("b", "a", "2"), ("b", "a", "3"), ("a", "b", "4"), ("a", "b", "4.5")];
        (string, string, string)[] second = [("a", "c", "4"), ("a", "c", "4.5"), ("c", "a", "1"), ("c", "a", "2")];
        var against = reward.Step(first, 0)[2];
        var both = reward.Step(second, 1)[0];
        Assert.InRange(against, 0.9, 1); // b alone is known, and a beats it
        Assert.InRange(both, 0.3, 0.8); // half for b, nearly nothing for c, which should beat a
        var alone = new JobReward(Settings(PartnerScope.Batch), preferences).Step(second, 1)[0];
        Assert.Equal((alone + against) / 2, both, 0.05);
    }

    [Fact]
    public void A_picture_or_a_pair_of_another_job_is_refused()
    {
        var reward = new JobReward(Settings(PartnerScope.Batch), [new("a", "b", 1), new("c", "d", 1)]);
        Assert.Contains("e", Assert.Throws<InvalidDataException>(() => reward.Step([("e", "a", "2")], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("a against c", Assert.Throws<InvalidDataException>(() => reward.Step([("a", "c", "2"), ("a", "c", "3"), ("c", "a", "2")], 0)).Message, StringComparison.Ordinal);
    }

    internal static JobSettings Settings(PartnerScope partners, double epsilon = 0, double weight = 0, bool unbiased = true) =>
        new("", 0, "policy", null, "", 1, 1, 2, partners, 1e-6, unbiased, epsilon, weight, []);

    private static JobReward Reward(Case c) => new(
        Settings(c.Settings.Partners == "batch" ? PartnerScope.Batch : PartnerScope.AllVoted, c.Settings.RootEpsilon, c.Settings.FormatWeight, c.Settings.UnbiasedVariance),
        c.Preferences);

    private static (string, string, string)[] Answers(Step step) => [.. step.Pictures.Select((p, i) => (p, step.Partners[i], step.Texts[i]))];

    private static Fixture Load() => JsonSerializer.Deserialize<Fixture>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "numeric", "handoff.json")), SnakeCase)!;

    public sealed record Fixture(Case[] Cases, Text[] Scores);

    public sealed record Case(Constants Settings, JobPreference[] Preferences, Step[] Steps);

    public sealed record Constants(string Partners, bool UnbiasedVariance, double RootEpsilon, double FormatWeight);

    public sealed record Step(string[] Pictures, string[] Partners, string[] Texts, double[] Rewards);

    public sealed record Text([property: System.Text.Json.Serialization.JsonPropertyName("text")] string Said, double? Score, bool Form);
}
