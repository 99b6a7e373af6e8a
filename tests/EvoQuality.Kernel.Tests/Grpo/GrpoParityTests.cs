using EvoQuality.Evolution;
using EvoQuality.Grpo;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

/// <summary>Loss and gradient of the other implementations, number for number.</summary>
public class GrpoParityTests
{
    /// <summary>Of the size of the number, 1 or more: both sides compute in double.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>TRL counts clipped tokens in single precision.</summary>
    private const double SinglePrecision = 1e-7;

    private static readonly GrpoFixture Fixture = GrpoFixture.Load();

    [Fact]
    public void Seventy_two_losses_gradients_and_clip_ratios_are_TRLs()
    {
        Assert.Equal(72, Fixture.Trl.Length);
        foreach (var c in Fixture.Trl)
        {
            var preset = GrpoPreset.Named($"trl-{c.LossType}".Replace("trl-dapo", "trl", StringComparison.Ordinal));
            var options = preset.Loss with
            {
                Beta = c.Beta,
                ClipRangeHigh = c.EpsilonHigh,
                RatioCap = c.Delta,
                Ratio = c.Level == "sequence" ? PolicyRatio.Sequence : PolicyRatio.Token,
            };
            var figures = Check(c, options, here => here with { Rows = here.Rows * c.Accumulation, Tokens = here.Tokens * c.Accumulation, MaxLength = c.MaxCompletionLength });

            Assert.Equal(c.Clip["low_mean"], figures.ClipLowMean, SinglePrecision);
            Assert.Equal(c.Clip["high_mean"], figures.ClipHighMean, SinglePrecision);
            Assert.Equal(c.Clip["region_mean"], figures.ClipRegionMean, SinglePrecision);
            Assert.Equal(c.Clip["low_min"], figures.ClipLowMin!.Value, SinglePrecision);
            Assert.Equal(c.Clip["high_max"], figures.ClipHighMax!.Value, SinglePrecision);
            if (c.Kl is { } kl) Assert.Equal(kl, figures.Kl, SinglePrecision);
        }
    }

    [Fact]
    public void Fifty_six_losses_and_gradients_are_verls_on_drifted_policies_too()
    {
        Assert.Equal(56, Fixture.Verl.Length);
        foreach (var c in Fixture.Verl)
        {
            var options = GrpoPreset.Verl.Loss with
            {
                Beta = c.Beta,
                ClipRangeHigh = c.EpsilonHigh,
                Kl = c.KlKind switch { "kl" => KlPenalty.K1, "abs" => KlPenalty.Absolute, "mse" => KlPenalty.K2, _ => GrpoPreset.Verl.Loss.Kl },
                Reduction = c.Mode switch
                {
                    "token-mean" => GrpoPreset.Verl.Loss.Reduction,
                    "seq-mean-token-sum" => LossReduction.FilledCompletionSum,
                    "seq-mean-token-mean" => LossReduction.FilledCompletionMean,
                    _ => LossReduction.FixedLengthSum,
                },
            };
            var figures = Check(c, options, here => new BatchCounts(here.Rows * c.Parts, here.FilledRows * c.Parts, here.Tokens * c.Parts, c.MaxLength));
            Assert.Equal(c.Clipped, figures.ClipRegionMean, SinglePrecision);
        }
    }

    [Fact]
    public void The_loss_is_VisualQuality_R1s()
    {
        foreach (var c in Fixture.Visualquality) Check(c, GrpoPreset.VisualQualityR1.Loss, here => here);
    }

    [Fact]
    public void Advantages_are_TRLs_for_all_three_scales()
    {
        foreach (var c in Fixture.TrlAdvantages)
        {
            AdvantageFunction function = c.Scale switch { "group" => BatchAdvantages.ByGroup, "batch" => BatchAdvantages.ByBatch, _ => BatchAdvantages.Centred };
            Close.All(c.Advantages, function(c.Rewards, GrpoPreset.Trl.Advantage), Tolerance);
            Assert.Equal(c.RewardStd, RewardFigures.Of("all", [.. c.Rewards.SelectMany(r => r)]).Std, Tolerance);
            if (c.Scale != "batch") Assert.Equal(c.ZeroStd, c.Rewards.Count(GroupAdvantage.IsFlat) / (double)c.Rewards.Length, Tolerance);
        }
    }

    [Fact]
    public void Advantages_are_verls()
    {
        foreach (var c in Fixture.VerlAdvantages)
            Close.All(c.Advantages, GrpoPreset.Verl.Advantage.Function(c.Rewards, GrpoPreset.Verl.Advantage), Tolerance);
    }

    private static LossFigures Check(GrpoFixture.LossCase c, GrpoLossOptions options, Func<BatchCounts, BatchCounts> whole)
    {
        using var scope = NewDisposeScope();
        var batch = Fixture.Batches[c.Index];
        var (logProbs, mask) = (GrpoFixture.Rows(batch.Logps).requires_grad_(), GrpoFixture.Rows(batch.Mask));
        using var terms = GrpoLoss.Compute(
            logProbs, GrpoFixture.Rows(batch.Old), GrpoFixture.Rows(batch.Ref), mask, tensor(batch.Advantages), options, whole(BatchCounts.Of(mask)));
        terms.Loss.backward();

        Near(c.Loss, terms.Loss.item<double>());
        double[] expected = [.. c.Grad.SelectMany(row => row)], found = logProbs.grad!.data<double>().ToArray();
        for (var i = 0; i < expected.Length; i++) Near(expected[i], found[i]);
        Assert.Empty(terms.NotFinite);
        return terms.Figures;

        void Near(double expected, double found) => Assert.True(
            Math.Abs(expected - found) <= Tolerance * Math.Max(1, Math.Abs(expected)), $"{c}: expected {expected:R}, found {found:R}.");
    }
}
