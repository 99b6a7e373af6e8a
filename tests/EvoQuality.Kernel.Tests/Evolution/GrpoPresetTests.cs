using System.Text.Json;
using EvoQuality.Evolution;
using EvoQuality.Grpo;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public class GrpoPresetTests
{
    [Fact]
    public void Every_preset_is_found_by_its_name_and_no_two_are_alike()
    {
        Assert.Equal(["paper", "trl", "trl-grpo", "trl-bnpo", "trl-dr_grpo", "verl", "visualquality-r1"], GrpoPreset.All.Select(p => p.Name));
        Assert.All(GrpoPreset.All, p => Assert.Same(p, GrpoPreset.Named(p.Name)));
        Assert.Equal(GrpoPreset.All.Count, GrpoPreset.All.Select(p => p with { Name = "" }).Distinct().Count());
        Assert.StartsWith(
            "There is no GRPO preset 'ppo'; expected paper, trl,", Assert.Throws<ArgumentException>(() => GrpoPreset.Named("ppo")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_constants_are_those_of_the_implementations()
    {
        Assert.Equal((0.05, 0, 0, 0.04), (GrpoPreset.Paper.Loss.Beta, GrpoPreset.Trl.Loss.Beta, GrpoPreset.Verl.Loss.Beta, GrpoPreset.VisualQualityR1.Loss.Beta));
        Assert.Equal((1e-6, 1e-4, 1e-6, 1e-4), (GrpoPreset.Paper.Advantage.Epsilon, GrpoPreset.Trl.Advantage.Epsilon, GrpoPreset.Verl.Advantage.Epsilon, GrpoPreset.VisualQualityR1.Advantage.Epsilon));
        Assert.All(GrpoPreset.All, p => Assert.Equal((0.2, null, true), (p.Loss.ClipRange, p.Loss.ClipRangeHigh, p.Advantage.UnbiasedStd)));
    }

    [Fact]
    public void The_papers_preset_is_the_default_of_the_online_stage() =>
        Assert.Equal(new OnlineOptions(), new OnlineOptions().With(GrpoPreset.Paper));

    [Fact]
    public void A_preset_changes_advantage_loss_and_reward_and_nothing_else()
    {
        var options = new OnlineOptions { Group = 7, LearningRate = 1e-5, Reward = RewardKind.Closeness };
        var with = options.With(GrpoPreset.VisualQualityR1);
        Assert.Equal((0.04, 1e-4, 1e-6, 1), (with.Loss.Beta, with.Advantage.Epsilon, with.Fidelity.RootEpsilon, with.FormatWeight));
        Assert.Equal(options, with.With(GrpoPreset.Paper));
    }

    [Fact]
    public void Settings_files_name_the_functions_and_give_them_back()
    {
        foreach (var loss in GrpoPreset.All.Select(p => p.Loss)) Assert.Equal(loss, JsonSerializer.Deserialize<GrpoLossOptions>(JsonSerializer.Serialize(loss)));
        var text = JsonSerializer.Serialize(GrpoPreset.Verl.Loss);
        Assert.Contains("\"Reduction\":\"LossReduction.TokenMean\"", text, StringComparison.Ordinal);
        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<GrpoLossOptions>(text.Replace("TokenMean", "TokenMedian", StringComparison.Ordinal)));
        Assert.Contains("Expected the name of a ReductionFunction of this library, found 'LossReduction.TokenMedian'.", error.Message, StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<GrpoLossOptions>(text.Replace("LossReduction.TokenMean", "KlPenalty.K3", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_function_of_ones_own_takes_the_place_of_any_other()
    {
        using var scope = NewDisposeScope();
        var options = GrpoPreset.Paper.Loss with { Beta = 0, Surrogate = (ratio, advantages, _) => ratio * advantages * 3 };
        using var terms = GrpoLoss.Compute(zeros(2, 3), zeros(2, 3), zeros(2, 3), ones(2, 3), tensor([1.0f, 2.0f]), options);
        Assert.Equal(-4.5f, terms.Loss.item<float>());
        Assert.Contains("\"Surrogate\":", JsonSerializer.Serialize(options), StringComparison.Ordinal);
    }
}
