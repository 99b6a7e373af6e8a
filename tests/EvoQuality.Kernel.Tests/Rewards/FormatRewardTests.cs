using EvoQuality.Rewards;

namespace EvoQuality.Kernel.Tests;

public class FormatRewardTests
{
    [Theory]
    [InlineData("<think>sharp,\nbut dark</think>\n\\boxed{3.25}", 1)]
    [InlineData("<think></think> The answer is \\boxed{0}.", 1)]
    [InlineData("\\boxed{3.25}", 0)]
    [InlineData("<think>\\boxed{3.25}</think>", 0)]
    [InlineData("<think>sharp</think> 3.25", 0)]
    [InlineData("", 0)]
    public void Thought_before_a_boxed_answer_is_the_form(string completion, double reward) =>
        Assert.Equal(reward, FormatReward.Of(completion));
}
