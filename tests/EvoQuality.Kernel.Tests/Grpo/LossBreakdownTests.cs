using EvoQuality.Evolution;
using EvoQuality.Grpo;

namespace EvoQuality.Kernel.Tests;

/// <summary>The four answers of notebook 06, whose numbers are worked out there by hand.</summary>
public class LossBreakdownTests
{
    /// <summary>Both sides compute in double.</summary>
    private const double Tolerance = 1e-9;

    private static readonly double[] Advantages = [Math.Sqrt(1.5), -Math.Sqrt(1.5), 0, 0];

    private static readonly double[][] Old = Logs(0.50, 0.40, 0.05, 0.05);

    private static readonly double[][] Now = Logs(0.65, 0.30, 0.05, 0.05);

    [Fact]
    public void A_clipped_token_keeps_the_gradient_of_its_KL_term_alone()
    {
        var loss = LossBreakdown.Of(Now, Old, Old, Advantages, new GrpoLossOptions());
        double[] u = [0.50 / 0.65, 0.40 / 0.30, 1, 1];
        double[] kl = [.. u.Select(x => x - Math.Log(x) - 1)];
        double[] surrogate = [1.2 * Advantages[0], 0.8 * Advantages[1], 0, 0];
        Near(u.Select(x => 1 / x), loss.Tokens.Select(t => t.Ratio));
        Near(surrogate, loss.Tokens.Select(t => t.Surrogate));
        Near(kl, loss.Tokens.Select(t => t.Kl));
        Near(u.Select(x => 0.05 / 4 * (1 - x)), loss.Tokens.Select(t => t.Gradient));
        Assert.Equal(-(surrogate.Sum() - (0.05 * kl.Sum())) / 4, loss.Loss, Tolerance);
    }

    [Fact]
    public void On_the_first_update_the_gradient_is_minus_the_advantage_over_the_answers()
    {
        var loss = LossBreakdown.Of(Old, Old, Old, Advantages, new GrpoLossOptions());
        Near(Advantages.Select(a => -a / 4), loss.Tokens.Select(t => t.Gradient));
        Assert.Equal(0, loss.Loss, Tolerance);
        Assert.DoesNotContain(loss.Tokens, t => double.IsNegative(t.Gradient) && t.Gradient == 0); // a table would show -0
    }

    [Theory]
    [InlineData("paper", -1 / 6.0, 0.5)]
    [InlineData("trl", -0.25, 0.25)]
    [InlineData("trl-dr_grpo", -1 / 6.0, 1 / 6.0)]
    [InlineData("verl", -0.25, 0.25)]
    public void Presets_weigh_a_long_and_a_short_answer_in_their_own_way(string preset, double each, double only)
    {
        double[][] answers = [[-0.5, -0.2, -0.1], [-0.7]];
        var loss = LossBreakdown.Of(answers, answers, answers, [1, -1], GrpoPreset.Named(preset).Loss);
        Near([each, each, each, only], loss.Tokens.Select(t => t.Gradient));
        Assert.Equal([(0, 0), (0, 1), (0, 2), (1, 0)], loss.Tokens.Select(t => (t.Completion, t.Token)));
    }

    [Fact]
    public void A_ratio_per_answer_stands_at_each_of_its_tokens()
    {
        double[][] old = [[-0.5, -0.3]], now = [[-0.4, -0.2]];
        var loss = LossBreakdown.Of(now, old, old, [1], new GrpoLossOptions { Ratio = PolicyRatio.Sequence });
        Near([Math.Exp(0.1), Math.Exp(0.1)], loss.Tokens.Select(t => t.Ratio));
    }

    [Fact]
    public void Lists_that_do_not_fit_are_told()
    {
        Assert.Contains("1, 1, 1, 1 tokens, found 1", Message(() => LossBreakdown.Of(Now, [[0]], Old, Advantages, new GrpoLossOptions())), StringComparison.Ordinal);
        Assert.Contains("4 completions, found 1", Message(() => LossBreakdown.Of(Now, Old, Old, [1], new GrpoLossOptions())), StringComparison.Ordinal);
        Assert.Contains("one token or more", Message(() => LossBreakdown.Of([[]], [[]], [[]], [1], new GrpoLossOptions())), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_behind() => NoLeaks.Check(() => LossBreakdown.Of(Now, Old, Old, Advantages, new GrpoLossOptions()));

    private static string Message(Action call) => Assert.Throws<ArgumentException>(call).Message;

    private static double[][] Logs(params double[] probabilities) => [.. probabilities.Select(p => new[] { Math.Log(p) })];

    private static void Near(IEnumerable<double> expected, IEnumerable<double> found) =>
        Assert.All(expected.Zip(found, (e, f) => (e, f)), pair => Assert.Equal(pair.e, pair.f, Tolerance));
}
