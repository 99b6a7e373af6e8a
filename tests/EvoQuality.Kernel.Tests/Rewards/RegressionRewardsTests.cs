using EvoQuality.Rewards;

namespace EvoQuality.Kernel.Tests;

public class RegressionRewardsTests
{
    private static readonly GroupScores Own = new([3.0, 3.5, null, 2.0, 3.35]);

    [Fact]
    public void Closeness_is_full_at_the_label_and_falls_with_the_distance_on_both_sides()
    {
        var rewards = RegressionRewards.Closeness(Own, 3.0);
        Close.All([1, 0.60653065971263342, 0.36787944117144233, 0.70468808971871344], [.. rewards.OfType<double>()], 1e-15);
        Assert.Null(rewards[2]);
        Assert.Equal(RegressionRewards.Closeness(new([2.5]), 3.0), RegressionRewards.Closeness(new([3.5]), 3.0));
    }

    [Fact]
    public void The_threshold_is_not_itself_rewarded()
    {
        Assert.Equal([1, 0, null, 0, 0], RegressionRewards.Within(new([3.0, 3.5, null, 2.0, 3.375]), 3.0, 0.375));
        Assert.Equal([1, 0, null, 0, 1], RegressionRewards.Within(Own, 3.0, 0.36));
        Assert.Throws<ArgumentOutOfRangeException>(() => RegressionRewards.Within(Own, 3.0, 0));
    }

    [Fact]
    public void An_image_without_a_label_has_no_reward()
    {
        Assert.Equal(new double?[5], RegressionRewards.Closeness(Own, null));
        Assert.Equal(new double?[5], RegressionRewards.Within(Own, null, 0.35));
    }
}
