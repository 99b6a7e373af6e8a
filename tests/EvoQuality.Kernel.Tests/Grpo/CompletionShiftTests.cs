using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;

namespace EvoQuality.Kernel.Tests;

public class CompletionShiftTests
{
    private static readonly Prompt[] Prompts = [TinyPolicy.OneImage, TinyPolicy.NoImage];

    private static readonly Completion[][] Answers =
    [
        [new("a", [5, 6, 7], false), new("b", [8], false)],
        [new("c", [9, 10], false), new("d", [11, 12], false)],
    ];

    private static readonly double[] Advantages = [1, -1, 0.5, -0.5];

    [Fact]
    public void An_answer_moves_by_the_change_of_its_whole_log_probability()
    {
        using var before = TinyPolicy.Create();
        using var after = TinyPolicy.Create(2);
        var shifts = CompletionShift.Of(before, after, Prompts, Answers, Advantages);
        Assert.Equal([(0, "a"), (0, "b"), (1, "c"), (1, "d")], shifts.Select(s => (s.Prompt, s.Answer)));
        Assert.Equal(Advantages, shifts.Select(s => s.Advantage));
        Assert.All(shifts, s => Assert.True(s.Before < 0 && s.After < 0 && s.Change == s.After - s.Before));
        using var batch = CompletionBatch.Create([[[5, 6, 7], [8]], [[9, 10], [11, 12]]], before.Model.Config.PadTokenId, before.Model.Device);
        using var scores = CompletionLogProbs.ComputeFrozen(before, Prompts, batch);
        using var first = scores.LogProbs.select(0, 0);
        Assert.Equal(first.data<float>().Sum(), shifts[0].Before, 1e-5);
    }

    [Fact]
    public void A_small_step_raises_what_has_a_positive_advantage_over_what_has_a_negative_one()
    {
        using var policy = TinyPolicy.Create();
        using var trained = policy.Clone();
        using var update = new ParameterUpdate(trained.Model.Trainable, new UpdateOptions(), new SeedTree(1));
        new GrpoStep(trained, policy, update, new GrpoLossOptions()).Take(Prompts, Answers, Advantages, 1, 1e-5);
        var shifts = CompletionShift.Of(policy, trained, Prompts, Answers, Advantages);
        Assert.True(shifts.Sum(s => s.Advantage * s.Change) > 0, "the step goes along the advantages");
    }

    [Fact]
    public void An_advantage_that_is_missing_is_told()
    {
        using var policy = TinyPolicy.Create();
        Assert.Contains("4 answers, found 1", Assert.Throws<ArgumentException>(() => CompletionShift.Of(policy, policy, Prompts, Answers, [1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        using var policy = TinyPolicy.Create();
        NoLeaks.Check(() => CompletionShift.Of(policy, policy, Prompts, Answers, Advantages));
    }
}
