using EvoQuality.Generation;
using EvoQuality.Grpo;

namespace EvoQuality.Kernel.Tests;

public class GrpoLogTests
{
    private static readonly GrpoMetrics Metrics = ExampleRun.Rounds[1].Training[1];

    [Fact]
    public void Every_figure_that_TRL_logs_has_TRLs_name()
    {
        var keys = GrpoLog.Flat(Metrics).Select(f => f.Key).ToArray();
        Assert.Equal(keys.Length, keys.Distinct().Count());
        string[] trl =
        [
            "num_tokens", "step_time", "reward", "reward_std", "frac_reward_zero_std", "rewards/fidelity/mean", "rewards/fidelity/std", "kl", "entropy",
            "clip_ratio/low_mean", "clip_ratio/high_mean", "clip_ratio/low_min", "clip_ratio/high_max", "clip_ratio/region_mean",
            "completions/mean_length", "completions/min_length", "completions/max_length", "completions/clipped_ratio",
            "completions/mean_terminated_length", "completions/min_terminated_length", "completions/max_terminated_length", "grad_norm", "learning_rate",
        ];
        Assert.Empty(trl.Except(keys));
    }

    [Fact]
    public void Keys_hold_the_figures_they_name()
    {
        var flat = GrpoLog.Flat(Metrics).ToDictionary();
        Assert.Equal((0.6, 0.2, 0.25, 0.6), (flat["reward"], flat["reward_std"], flat["frac_reward_zero_std"], flat["rewards/fidelity/mean"]));
        Assert.Equal((0.01, 0.1, 0.2, 0.0, 0.5), (flat["kl"], flat["clip_ratio/low_mean"], flat["clip_ratio/high_mean"], flat["clip_ratio/low_min"], flat["clip_ratio/high_max"]));
        Assert.Equal(0.3, flat["clip_ratio/region_mean"]!.Value, 1e-15);
        Assert.Equal((4, 3, 6, 0.25, 3.5), (flat["completions/mean_length"], flat["completions/min_length"], flat["completions/max_length"], flat["completions/clipped_ratio"], flat["completions/mean_terminated_length"]));
        Assert.Equal((2000, 1e-4, 1), (flat["num_tokens"], flat["learning_rate"], flat["groups/gradient_free"]));
        Assert.Null(flat["entropy"]);
        Assert.Null(flat["step_time"]);
    }

    [Fact]
    public void Truncated_completions_are_left_out_of_the_terminated_lengths()
    {
        var figures = CompletionFigures.Of([new("a", [1, 2], false), new("b", [1, 2, 3, 4, 5], false), new("c", [1, 2, 3, 4, 5, 6], true)]);
        Assert.Equal(new CompletionFigures(13 / 3.0, 2, 6, 1 / 3.0, 3.5, 2, 5), figures);
        Assert.Equal(new CompletionFigures(2, 2, 2, 1, 0, 0, 0), CompletionFigures.Of([new Completion("a", [1, 2], true)]));
        Assert.Throws<ArgumentException>(() => CompletionFigures.Of([]));
    }

    [Fact]
    public void Figures_of_nothing_add_nothing()
    {
        var some = Metrics.Loss;
        Assert.Equal(some, LossFigures.Empty + some);
        Assert.Equal(some, some + LossFigures.Empty);
        Assert.Equal((0, 0), (LossFigures.Empty.Kl, LossFigures.Empty.ClipRegionMean));
    }
}
