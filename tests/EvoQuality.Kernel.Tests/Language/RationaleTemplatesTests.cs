using EvoQuality.Language;

namespace EvoQuality.Kernel.Tests;

public class RationaleTemplatesTests
{
    [Fact]
    public void Sentences_read_as_written() => Assert.Equal(
        [
            "<think>The image shows clear noise.</think>\\boxed{2.75}",
            "<think>The image is clean.</think>\\boxed{5.00}",
            "<think>First: no damage. Second: heavy jpeg.</think>\\boxed{0}",
        ],
        [
            RationaleTemplates.ForScore("noise", 0.5, 2.75),
            RationaleTemplates.ForScore("noise", 0.019, 5),
            RationaleTemplates.ForComparison("blur", 0, "jpeg", 1, 0),
        ]);

    [Theory]
    [InlineData(0.02, "faint")]
    [InlineData(0.2, "faint")]
    [InlineData(0.21, "slight")]
    [InlineData(0.6, "clear")]
    [InlineData(0.8, "strong")]
    [InlineData(0.81, "heavy")]
    public void A_boundary_belongs_to_the_milder_word(double severity, string word) =>
        Assert.Contains($"shows {word} blur.", RationaleTemplates.ForScore("blur", severity, 3), StringComparison.Ordinal);

    [Fact]
    public void Values_off_the_scale_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RationaleTemplates.ForScore("blur", 1.1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => RationaleTemplates.ForScore("blur", double.NaN, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => RationaleTemplates.ForScore("blur", 0.5, 5.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RationaleTemplates.ForComparison("blur", 0.5, "jpeg", 0.5, 2));
    }

    [Fact]
    public void The_reasoning_suffix_follows_after_one_space() => Assert.Equal(
        "Rate it. You FIRST think about the reasoning process as an internal monologue and then provide the final answer. "
        + "The reasoning process MUST BE enclosed within <think> </think> tags. The final answer MUST BE put in \\boxed{}.",
        Prompts.WithReasoning("Rate it."));
}
