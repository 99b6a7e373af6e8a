using EvoQuality.Grpo;
using EvoQuality.Rewards;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EvoQuality.Kernel.Tests;

public class FidelityTests
{
    // paper.md 1.5: K = 4, gamma = 1e-6, p* = 1, one partner
    private static readonly GroupScores Own = new([3.2, 3.6, 3.4, 3.8]);
    private static readonly GroupScores Partner = new([2.9, 3.1, 3.3, 2.7]);

    [Theory]
    [InlineData(true, 0.0666667, new[] { 0.708058, 0.949825, 0.863338, 0.985770 }, new[] { 0.841462, 0.974590, 0.929160, 0.992859 }, new[] { -1.377152, 0.593034, -0.079291, 0.863410 })]
    [InlineData(false, 0.05, new[] { 0.736454, 0.971110, 0.897047, 0.994294 }, new[] { 0.858169, 0.985449, 0.947126, 0.997143 }, new[] { -1.410954, 0.611352, 0.002449, 0.797153 })]
    public void Equations_2_to_4_give_the_hand_checked_vectors(
        bool unbiased, double variance, double[] wins, double[] rewards, double[] advantages)
    {
        Assert.Equal((3.5, 3.0), (Own.Mean!.Value, Partner.Mean!.Value));
        Assert.Equal(variance, Own.Variance(unbiased)!.Value, 1e-7);
        Assert.Equal(variance, Partner.Variance(unbiased)!.Value, 1e-7);
        Close.All(wins, [.. Own.Scores.Select(q => Thurstone.WinProbability(
            q!.Value, 3.0, Own.Variance(unbiased)!.Value, Partner.Variance(unbiased)!.Value, 1e-6))], 6e-7);

        var options = new FidelityOptions { UnbiasedVariance = unbiased };
        double[] computed = [.. FidelityRewards.Compute(Own, [(Partner.Summary(unbiased)!.Value, 1)], options).Select(r => r!.Value)];

        Close.All(rewards, computed, 6e-7);
        Close.All(advantages, GroupAdvantage.Normalize(computed, new AdvantageOptions { Epsilon = 0 }), 1e-6);
    }

    [Theory]
    [InlineData(0.5, 0.5, 1)]
    [InlineData(0.5, 1, 0.70710678118654757)]
    [InlineData(1, 0, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(0, 0, 1)]
    public void The_anchors_hold(double preference, double winProbability, double reward) =>
        Assert.Equal(reward, FidelityReward.Of(preference, winProbability), 1e-15);

    [Property]
    public FsCheck.Property Fidelity_lies_in_zero_to_one_is_the_same_from_both_sides_and_full_where_the_two_agree() =>
        Prop.ForAll(Gen.Choose(0, 1000).Two().ToArbitrary(), pair =>
        {
            var (p, q) = (pair.Item1 / 1000.0, pair.Item2 / 1000.0);
            var fidelity = FidelityReward.Of(p, q);
            return fidelity is >= 0 and <= 1
                && Math.Abs(fidelity - FidelityReward.Of(1 - p, 1 - q)) < 1e-12
                && Math.Abs(FidelityReward.Of(p, p) - 1) < 1e-12;
        });

    [Fact]
    public void Two_images_win_against_each_other_with_probabilities_that_sum_to_one() =>
        Assert.Equal(1, Thurstone.WinProbability(3.4, 3.1, 0.2, 0.3, 1e-6) + Thurstone.WinProbability(3.1, 3.4, 0.3, 0.2, 1e-6), 1e-15);

    [Fact]
    public void Rewards_and_advantages_are_numpys()
    {
        foreach (var c in NumericFixture.Load().Fidelity)
        {
            var groups = Array.ConvertAll(c.Scores, row => new GroupScores([.. row.Select(q => (double?)q)]));
            for (var i = 0; i < groups.Length; i++)
            {
                var partners = c.Pairs
                    .Where(pair => pair[0] == i || pair[1] == i)
                    .Select(pair => pair[0] == i
                        ? (groups[(int)pair[1]].Summary()!.Value, pair[2])
                        : (groups[(int)pair[0]].Summary()!.Value, 1 - pair[2]))
                    .ToArray();
                var rewards = FidelityRewards.UnparsableAsZero(FidelityRewards.Compute(groups[i], partners, new FidelityOptions()));

                Close.All(c.Rewards[i], rewards, 1e-12);
                Close.All(c.AdvantagesEps1e6[i], GroupAdvantage.Normalize(rewards, new AdvantageOptions()), 1e-9);
                Close.All(c.AdvantagesEps1e4[i], GroupAdvantage.Normalize(rewards, new AdvantageOptions { Epsilon = 1e-4 }), 1e-9);
            }
        }
    }

    [Fact]
    public void Partners_count_equally_and_in_any_order()
    {
        (PartnerStatistics, double) a = (new(3, 0.1), 1), b = (new(4, 0.3), 0);
        double?[] Rewards(params (PartnerStatistics, double)[] partners) => FidelityRewards.Compute(Own, partners, new FidelityOptions());
        var both = Rewards(a, b);
        Assert.Equal(both, Rewards(b, a));
        for (var k = 0; k < both.Length; k++)
            Assert.Equal((Rewards(a)[k]!.Value + Rewards(b)[k]!.Value) / 2, both[k]!.Value, 1e-15);
    }

    [Fact]
    public void An_unparsable_completion_moves_no_mean_and_is_later_worth_nothing()
    {
        var holed = new GroupScores([3.2, null, 3.6, 3.4, 3.8]);
        Assert.Equal((Own.Mean, Own.Variance(), 4), (holed.Mean, holed.Variance(), holed.Count));

        var rewards = FidelityRewards.Compute(holed, [(Partner.Summary()!.Value, 1)], new FidelityOptions());
        Assert.Null(rewards[1]);
        Assert.Equal(0, FidelityRewards.UnparsableAsZero(rewards)[1]);
        Assert.Equal(rewards[0], FidelityRewards.UnparsableAsZero(rewards)[0]);
    }

    [Fact]
    public void Without_a_variance_or_a_partner_there_is_no_reward()
    {
        var lonely = new GroupScores([null, 3.0]);
        Assert.Null(lonely.Variance());
        Assert.Null(lonely.Variance(unbiased: false));
        Assert.Null(new GroupScores([null]).Mean);
        Assert.Equal(new double?[2], FidelityRewards.Compute(lonely, [(new(3, 0.1), 1)], new FidelityOptions()));
        Assert.Equal(new double?[4], FidelityRewards.Compute(Own, [], new FidelityOptions()));
    }

    [Fact]
    public void Groups_without_spread_still_compare()
    {
        Assert.Equal(0.5, Thurstone.WinProbability(3, 3, 0, 0, 1e-6));
        Assert.Equal(1, Thurstone.WinProbability(3.1, 3, 0, 0, 1e-6));
        Assert.Throws<ArgumentOutOfRangeException>(() => Thurstone.WinProbability(3, 3, 0, 0, 0));
    }

    [Fact]
    public void Scores_that_are_not_numbers_are_refused() =>
        Assert.Contains("Score 1", Assert.Throws<ArgumentException>(() => new GroupScores([3.0, double.NaN])).Message);
}
