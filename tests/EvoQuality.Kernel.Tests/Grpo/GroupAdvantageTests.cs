using EvoQuality.Grpo;
using FsCheck.Xunit;

namespace EvoQuality.Kernel.Tests;

public class GroupAdvantageTests
{
    private static readonly AdvantageOptions Default = new();

    [Fact]
    public void Equal_rewards_give_no_advantage()
    {
        Assert.Equal(new double[3], GroupAdvantage.Normalize([0.1, 0.1, 0.1], new AdvantageOptions { Epsilon = 0 }));
        Assert.Equal([0], GroupAdvantage.Normalize([0.7], Default));
    }

    [Fact]
    public void Two_rewards_are_one_unbiased_deviation_apart_from_their_mean_times_root_half()
    {
        Close.All([-Math.Sqrt(0.5), Math.Sqrt(0.5)], GroupAdvantage.Normalize([0, 1], new AdvantageOptions { Epsilon = 0 }), 1e-15);
        Close.All([-1, 1], GroupAdvantage.Normalize([0, 1], new AdvantageOptions { Epsilon = 0, UnbiasedStd = false }), 1e-15);
    }

    [Fact]
    public void Epsilon_is_added_to_the_deviation() =>
        Close.All([-0.5 / 1.5, 0.5 / 1.5], GroupAdvantage.Normalize([0, 1], new AdvantageOptions { Epsilon = 1, UnbiasedStd = false }), 1e-15);

    [Property]
    public bool Advantages_sum_to_zero_and_follow_their_rewards_when_these_change_places(byte a, byte b, byte c, byte d)
    {
        double[] rewards = [a / 255.0, b / 255.0, c / 255.0, d / 255.0];
        var advantages = GroupAdvantage.Normalize(rewards, Default);
        var reversed = GroupAdvantage.Normalize([.. rewards.Reverse()], Default).Reverse();
        return Math.Abs(advantages.Sum()) < 1e-9 && advantages.Zip(reversed).All(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
    }

    [Fact]
    public void Empty_groups_and_rewards_that_are_not_numbers_are_refused()
    {
        Assert.Throws<ArgumentException>(() => GroupAdvantage.Normalize([], Default));
        Assert.Contains("Reward 1", Assert.Throws<ArgumentException>(() => GroupAdvantage.Normalize([0, double.NaN], Default)).Message);
    }
}
