using EvoQuality.Evolution;
using EvoQuality.Rewards;

namespace EvoQuality.Kernel.Tests;

public class VisualQualityRewardTests
{
    [Fact]
    public void Rewards_and_advantages_are_VisualQuality_R1s()
    {
        var preset = GrpoPreset.VisualQualityR1;
        foreach (var c in GrpoFixture.Load().VisualqualityRewards)
        {
            var groups = Array.ConvertAll(c.Scores, row => new GroupScores([.. row.Select(q => (double?)q)]));
            var options = new FidelityOptions { RootEpsilon = preset.RootEpsilon };
            var sums = new double[groups.Length][];
            for (var i = 0; i < groups.Length; i++)
            {
                var partners = Enumerable.Range(0, groups.Length).Where(z => z != i)
                    .Select(z => (groups[z].Summary()!.Value, (1 + c.Mos[i].CompareTo(c.Mos[z])) / 2.0)).ToArray();
                var fidelity = FidelityRewards.UnparsableAsZero(FidelityRewards.Compute(groups[i], partners, options));
                var form = c.Texts.Skip(i * fidelity.Length).Take(fidelity.Length).Select(FormatReward.ThinkAnswer).ToArray();
                Close.All(c.Accuracy[i], fidelity, 1e-9);
                Assert.Equal(c.Format[i], form);
                sums[i] = [.. fidelity.Zip(form, (a, b) => a + (preset.FormatWeight * b))];
            }

            Close.All(c.Advantages, preset.Advantage.Function(sums, preset.Advantage), 1e-8); // divided by spreads of about 0.1
        }
    }

    [Theory]
    [InlineData("<think>a</think><answer>3</answer>", 1)]
    [InlineData("<think>a\nb</think>\n<answer>3</answer>", 1)]
    [InlineData(" <think>a</think><answer>3</answer>", 0)]
    [InlineData("<think>a</think><answer>3</answer>.", 0)]
    [InlineData("<answer>3</answer>", 0)]
    public void The_form_with_answer_tags_is_strict(string completion, double reward) => Assert.Equal(reward, FormatReward.ThinkAnswer(completion));
}
