using EvoQuality.Grpo;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public class GrpoLossTests
{
    private static readonly GrpoLossOptions Paper = new();

    private static Tensor Rows(double[][] rows)
    {
        var flat = rows.SelectMany(row => row).ToArray();
        return tensor(flat, [rows.Length, rows[0].Length], dtype: ScalarType.Float64);
    }

    private static double[] Numbers(Tensor? values) => values!.data<double>().ToArray();

    [Theory]
    [InlineData(1.3, 1, 1.2)]
    [InlineData(1.3, -1, -1.3)]
    [InlineData(0.7, 1, 0.7)]
    [InlineData(0.7, -1, -0.8)]
    [InlineData(1.1, 2, 2.2)]
    public void Equation_5_stops_paying_outside_the_clip_range(double ratio, double advantage, double expected)
    {
        using var scope = NewDisposeScope();
        var logProbs = Rows([[Math.Log(ratio) - 2]]);
        var surrogate = ClippedSurrogate.Plain(PolicyRatio.Token(logProbs, Rows([[-2]]), ones(1, 1)), Rows([[advantage]]), Paper);
        Close.All([expected], Numbers(surrogate), 1e-12);
    }

    [Theory]
    [InlineData(0.1, 0.0051709180756476248)]
    [InlineData(-0.1, 0.0048374180359595732)]
    [InlineData(0, 0)]
    [InlineData(1e-9, 5e-19)]
    public void Equation_6_has_the_hand_checked_values(double logRatio, double expected)
    {
        using var scope = NewDisposeScope();
        var kl = KlPenalty.K3(zeros(1, 1, dtype: ScalarType.Float64), Rows([[logRatio]]));
        Close.All([expected], Numbers(kl), 1e-16);
    }

    [Theory]
    [InlineData(1.3, 1, 1.28)]
    [InlineData(1.3, -1, -1.3)]
    [InlineData(5, -1, -2)]
    [InlineData(5, 1, 1.28)]
    [InlineData(0.7, -1, -0.8)]
    public void A_higher_upper_range_and_a_cap_bound_the_ratio_from_both_sides(double ratio, double advantage, double expected)
    {
        using var scope = NewDisposeScope();
        var options = Paper with { ClipRangeHigh = 0.28, RatioCap = 2 };
        Close.All([expected], Numbers(ClippedSurrogate.Plain(Rows([[ratio]]), Rows([[advantage]]), options)), 1e-12);
    }

    [Theory]
    [InlineData(2.9, -2, -5.8)]
    [InlineData(3.1, -2, -6)]
    [InlineData(1000, -2, -6)]
    [InlineData(1000, 2, 2.4)]
    public void A_dual_clip_costs_at_most_three_times_the_advantage(double ratio, double advantage, double expected)
    {
        using var scope = NewDisposeScope();
        Close.All([expected], Numbers(ClippedSurrogate.Dual(Rows([[ratio]]), Rows([[advantage]]), Paper)), 1e-12);
    }

    [Fact]
    public void A_ratio_of_a_completion_is_the_geometric_mean_of_its_tokens()
    {
        using var scope = NewDisposeScope();
        var (logProbs, old) = (Rows([[-1, -2, 0], [-1, -1, -1]]), Rows([[-1.5, -2.1, 7], [0, 0, 0]]));
        Close.All([Math.Exp(0.3), 1], Numbers(PolicyRatio.Sequence(logProbs, old, Rows([[1, 1, 0], [0, 0, 0]]))), 1e-12);
    }

    [Fact]
    public void Clamped_ratios_and_penalties_stay_finite_where_policies_have_nothing_in_common()
    {
        using var scope = NewDisposeScope();
        var (far, near) = (Rows([[-5000]]), Rows([[-0.1]]));
        Close.All([Math.Exp(-20)], Numbers(PolicyRatio.ClampedToken(far, near, ones(1, 1))), 1e-20);
        Close.All([10], Numbers(KlPenalty.K3Clamped(far, near)), 0);
        Close.All([-4999.9, 4999.9, 4999.9 * 4999.9 / 2], [
            .. Numbers(KlPenalty.K1(far, near)), .. Numbers(KlPenalty.Absolute(far, near)), .. Numbers(KlPenalty.K2(far, near))], 1e-8);
    }

    [Fact]
    public void Advantages_may_be_a_row_or_a_column()
    {
        using var scope = NewDisposeScope();
        var (logProbs, old, advantages) = (Rows([[-1, -2], [-3, -1]]), Rows([[-1.1, -2], [-3, -1.3]]), tensor([0.5, -1]));
        using var row = GrpoLoss.Compute(logProbs, old, old, ones(2, 2), advantages, Paper);
        using var column = GrpoLoss.Compute(logProbs, old, old, ones(2, 2), advantages.unsqueeze(1), Paper);
        Assert.Equal(row.Loss.item<double>(), column.Loss.item<double>());
        Assert.Throws<ArgumentException>(() => GrpoLoss.Compute(logProbs, old, old, ones(2, 2), tensor([0.5, -1, 2]), Paper));
    }

    [Fact]
    public void A_row_that_is_not_a_number_is_told_and_the_others_are_not()
    {
        using var scope = NewDisposeScope();
        var logProbs = Rows([[-1, -2], [double.NaN, -2], [-1, -2], [-1, double.NegativeInfinity]]);
        var old = Rows([[-1, -2], [-1, -2], [-1, -2], [-1, -2]]);
        using var terms = GrpoLoss.Compute(logProbs, old, old, ones(4, 2), tensor([1.0, 1, double.PositiveInfinity, 1]), Paper);
        Assert.Equal([1, 2, 3], terms.NotFinite);
    }

    [Fact]
    public void Constants_out_of_range_are_named_all_at_once()
    {
        var options = new GrpoLossOptions { ClipRange = 0, RatioCap = 1, DualClip = 1, Beta = double.NaN, MaxCompletionLength = 0 };
        Assert.Equal(
            "Loss options: ClipRange is 0, expected between 0 and 1; RatioCap is 1, expected above the clip range, 1; DualClip is 1, expected above 1; "
            + "Beta is NaN, expected 0 or more; MaxCompletionLength is 0, expected 1 or more tokens.",
            Assert.Throws<ArgumentException>(options.Validate).Message);
    }

    [Fact]
    public void Loss_gradient_and_clip_fractions_are_TRLs()
    {
        foreach (var c in NumericFixture.Load().GrpoTrl)
        {
            using var scope = NewDisposeScope();
            var logProbs = Rows(c.Logps).requires_grad_();
            var options = new GrpoLossOptions { Beta = c.Beta };
            using var terms = GrpoLoss.Compute(logProbs, Rows(c.Old), Rows(c.Ref), Rows(c.Mask), tensor(c.Advantages), options);
            terms.Loss.backward();

            Assert.Equal(c.Loss, terms.Loss.item<double>(), 1e-9);
            Close.All([.. c.Grad.SelectMany(row => row)], Numbers(logProbs.grad), 1e-9);
            Assert.Equal(c.ClipLow, terms.Figures.ClipLowMean, 1e-7); // TRL counts in single precision
            Assert.Equal(c.ClipHigh, terms.Figures.ClipHighMean, 1e-7);
        }
    }

    [Fact]
    public void At_ratio_one_the_gradient_is_the_plain_policy_gradient()
    {
        using var scope = NewDisposeScope();
        var logProbs = Rows([[-1, -2, -0.5], [-0.3, -4, -9]]).requires_grad_();
        var reference = Rows([[-1.2, -1.5, -0.5], [-0.1, -4.5, 0]]);
        var mask = Rows([[1, 1, 1], [1, 1, 0]]);

        using var terms = GrpoLoss.Compute(logProbs, logProbs.detach(), reference, mask, tensor([0.8, -1.5]), Paper);
        terms.Loss.backward();

        // d/dx of -(a rho - beta k3) / (S length) = -(a + beta (exp(ref - x) - 1)) / (S length)
        double Expected(double a, double logRatio, int length) => -(a + (0.05 * (Math.Exp(logRatio) - 1))) / (2 * length);
        Close.All(
            [Expected(0.8, -0.2, 3), Expected(0.8, 0.5, 3), Expected(0.8, 0, 3), Expected(-1.5, 0.2, 2), Expected(-1.5, -0.5, 2), 0],
            Numbers(logProbs.grad),
            1e-12);

        double K3(double logRatio) => Math.Exp(logRatio) - logRatio - 1;
        var kl = (((K3(-0.2) + K3(0.5) + K3(0)) / 3) + ((K3(0.2) + K3(-0.5)) / 2)) / 2;
        Assert.Equal((K3(-0.2) + K3(0.5) + K3(0) + K3(0.2) + K3(-0.5)) / 5, terms.Figures.Kl, 1e-12); // told per token, as TRL does
        Assert.Equal(-((0.8 - 1.5) / 2) + (0.05 * kl), terms.Loss.item<double>(), 1e-12);
        Assert.Equal((0, 0), (terms.Figures.ClipLowMean, terms.Figures.ClipHighMean));
    }

    [Fact]
    public void A_clipped_token_has_no_gradient_and_is_counted()
    {
        using var scope = NewDisposeScope();
        var logProbs = Rows([[Math.Log(1.3), Math.Log(1.1), 0, 0], [Math.Log(0.7), Math.Log(1.3), Math.Log(0.9), 0]]).requires_grad_();
        var old = zeros(2, 4, dtype: ScalarType.Float64);
        var mask = Rows([[1, 1, 1, 1], [1, 1, 1, 1]]);

        using var terms = GrpoLoss.Compute(logProbs, old, old, mask, tensor([1.0, -1.0]), new GrpoLossOptions { Beta = 0 });
        terms.Loss.backward();

        Close.All([0, -1.1 / 8, -1.0 / 8, -1.0 / 8, 0, 1.3 / 8, 0.9 / 8, 1.0 / 8], Numbers(logProbs.grad), 1e-12);
        Assert.Equal((0.125, 0.125), (terms.Figures.ClipLowMean, terms.Figures.ClipHighMean));
    }

    [Fact]
    public void Long_and_short_completions_weigh_the_same()
    {
        using var scope = NewDisposeScope();
        var logProbs = Rows([[-1, -1, -1, -1], [-1, 0, 0, 0]]).requires_grad_();
        var mask = Rows([[1, 1, 1, 1], [1, 0, 0, 0]]);
        using var terms = GrpoLoss.Compute(logProbs, logProbs.detach(), logProbs.detach(), mask, tensor([1.0, 1.0]), Paper);
        terms.Loss.backward();
        Close.All([-0.125, -0.125, -0.125, -0.125, -0.5, 0, 0, 0], Numbers(logProbs.grad), 1e-15);
    }

    [Fact]
    public void An_empty_completion_adds_nothing_but_is_counted()
    {
        using var scope = NewDisposeScope();
        var logProbs = Rows([[-1, -2], [-1, -2]]).requires_grad_();
        var reference = Rows([[-1.5, -2], [-7, -7]]);
        using var half = GrpoLoss.Compute(logProbs, logProbs.detach(), reference, Rows([[1, 1], [0, 0]]), tensor([2.0, 5.0]), Paper);
        using var alone = GrpoLoss.Compute(
            logProbs[..1], logProbs[..1].detach(), reference[..1], Rows([[1, 1]]), tensor([2.0]), Paper);
        Assert.Equal(alone.Loss.item<double>() / 2, half.Loss.item<double>(), 1e-15);
        Assert.Equal(alone.Figures.Kl, half.Figures.Kl, 1e-15);
        using var empty = GrpoLoss.Compute(logProbs, logProbs.detach(), reference, Rows([[0, 0], [0, 0]]), tensor([2.0, 5.0]), Paper);
        Assert.Equal(0, empty.Loss.item<double>());
    }

    [Fact]
    public void What_stands_outside_the_mask_has_no_effect()
    {
        using var scope = NewDisposeScope();
        var logProbs = Rows([[-1, double.NaN], [-2, double.NegativeInfinity]]).requires_grad_();
        var other = Rows([[-1, 900], [-2, double.NaN]]);
        using var mask = tensor([true, false, true, false], 2, 2);
        using var terms = GrpoLoss.Compute(logProbs, other, other, mask, tensor([1.0, -0.5]), Paper);
        terms.Loss.backward();
        Assert.Equal(-0.25, terms.Loss.item<double>(), 1e-15);
        Close.All([-0.5, 0, 0.25, 0], Numbers(logProbs.grad), 1e-15);
        Assert.Equal(0, terms.Figures.Kl);
        Assert.Empty(terms.NotFinite);
    }

    [Fact]
    public void No_gradient_reaches_the_old_or_the_reference_policy()
    {
        using var scope = NewDisposeScope();
        var (logProbs, old, reference) = (Rows([[-1]]).requires_grad_(), Rows([[-1.1]]).requires_grad_(), Rows([[-2]]).requires_grad_());
        using var terms = GrpoLoss.Compute(logProbs, old, reference, Rows([[1]]), tensor([1.0]), Paper);
        terms.Loss.backward();
        Assert.NotNull(logProbs.grad);
        Assert.Null(old.grad);
        Assert.Null(reference.grad);
    }

    [Fact]
    public void Shapes_that_differ_are_named()
    {
        using var scope = NewDisposeScope();
        var (two, three) = (zeros(2, 2), zeros(2, 3));
        var message = Assert.Throws<ArgumentException>(() => GrpoLoss.Compute(two, two, three, two, zeros(2), Paper)).Message;
        Assert.Contains("referenceLogProbs must have shape (S, L) = (2, 2), but has (2, 3)", message);
        Assert.Throws<ArgumentException>(() => GrpoLoss.Compute(zeros(0, 2), zeros(0, 2), zeros(0, 2), zeros(0, 2), zeros(0), Paper));
    }

    [Fact]
    public void Nothing_is_left_alive()
    {
        using var logProbs = Rows([[-1, -2], [-3, -1]]).requires_grad_();
        using var old = Rows([[-1.1, -2], [-3, -1]]);
        using var mask = Rows([[1, 1], [1, 0]]);
        using var advantages = tensor([1.0, -1.0]);
        using var column = advantages.unsqueeze(1);
        foreach (var ratio in new RatioFunction[] { PolicyRatio.Token, PolicyRatio.Sequence, PolicyRatio.ClampedToken })
            NoLeaks.Check(() => ratio(logProbs, old, mask).Dispose());
        foreach (var surrogate in new SurrogateFunction[] { ClippedSurrogate.Plain, ClippedSurrogate.Dual })
            NoLeaks.Check(() => surrogate(logProbs, column, Paper with { RatioCap = 2 }).Dispose());
        foreach (var kl in new KlFunction[] { KlPenalty.K1, KlPenalty.K2, KlPenalty.K3, KlPenalty.K3Clamped, KlPenalty.Absolute })
            NoLeaks.Check(() => kl(logProbs, old).Dispose());
        var counts = BatchCounts.Of(mask);
        foreach (var reduction in typeof(LossReduction).GetMethods().Where(m => m.IsStatic))
            NoLeaks.Check(() => reduction.CreateDelegate<ReductionFunction>()(logProbs, mask, counts).Dispose());
        NoLeaks.Check(() => BatchCounts.Of(mask));
        NoLeaks.Check(() =>
        {
            using var terms = GrpoLoss.Compute(logProbs, old, old, mask, advantages, Paper);
            terms.Loss.backward();
        });
    }
}
