#pragma warning disable xUnit1051 // the calls take milliseconds; nobody cancels them
using EvoQuality.Foundations;
using EvoQuality.Generation;

namespace EvoQuality.Kernel.Tests;

public sealed class MemoryBudgetTests : IDisposable
{
    private static readonly Prompt[] Prompts = [TinyPolicy.OneImage, TinyPolicy.TwoImages, TinyPolicy.NoImage];
    private static readonly SeedTree Seed = new(7);
    private readonly QwenPolicy _policy = TinyPolicy.Create();

    public void Dispose() => _policy.Dispose();

    [Theory]
    [InlineData(300_000)] // some rows of one prompt at a time
    [InlineData(3_000_000)]
    public void A_small_budget_splits_prompts_and_rows_and_changes_no_answer(long budget)
    {
        var options = new SamplingOptions { MaxNewTokens = 6 };
        string[] Answers() => [.. _policy.Sample(Prompts, 40, options, Seed.Children(3)).SelectMany(g => g).Select(c => string.Join(' ', c.TokenIds))];
        var (answers, choices, scores) = (Answers(), _policy.ChoiceProbabilities(Prompts, ["0", "1"]), _policy.ScoreDistributions(Prompts));
        _policy.MemoryBudget = budget;
        Assert.Equal(answers, Answers());
        foreach (var (before, after) in choices.Zip(_policy.ChoiceProbabilities(Prompts, ["0", "1"]))) Close.All(before, after, 1e-6);
        _policy.MemoryBudget = Math.Max(budget, 3_000_000); // the fifty beginnings of a score stay together
        foreach (var (before, after) in scores.Zip(_policy.ScoreDistributions(Prompts))) Assert.Equal(before.Mean!.Value, after.Mean!.Value, 1e-4);
    }

    [Fact]
    public void A_plan_reads_as_many_prompts_as_fit_and_at_least_one()
    {
        var text = _policy.Model.Config.Text;
        MemoryPlan Plan(long budget) => new(text, TorchSharp.torch.ScalarType.Float32, budget, rows: 32, tokens: 10, scored: 1);
        Assert.Equal(32, Plan(1L << 30).RowsAtOnce(50));
        var (small, large) = (Plan(4L << 20).Prompts(50), Plan(8L << 20).Prompts(50));
        Assert.True(small >= 1 && large >= 2 * small, $"{small} and {large}");
        Assert.InRange(Plan(1L << 19).RowsAtOnce(50), 1, 31);
        Assert.Equal(1, Plan(1L << 19).Prompts(50));
    }

    [Fact]
    public void A_budget_too_small_for_one_row_is_said_with_what_is_needed()
    {
        _policy.MemoryBudget = 1000;
        var fault = Assert.Throws<ArgumentException>(() => _policy.Sample(Prompts, 1, new(), Seed.Children(3))).Message;
        Assert.StartsWith("A memory budget of 0 MiB is too small: a prompt of ", fault, StringComparison.Ordinal);
        Assert.Contains(" MiB and one answer to it ", fault);
    }
}
