using EvoQuality.Evolution;
using EvoQuality.Presentation;

namespace EvoQuality.Kernel.Tests;

public class FindingsTests
{
    private static readonly Gain Clear = new(0.1, 0.05, 0.15);
    private static readonly Gain Unclear = new(0.1, -0.05, 0.25);

    [Fact]
    public void A_gain_over_the_start_and_every_control_is_claimed() =>
        Assert.StartsWith(
            "By the expected score, the evolved policy ranks images better than the start and the shuffled labels.",
            Findings.Claim(Summary.With(("start", All(Clear)), ("shuffled_labels", All(Clear)))), StringComparison.Ordinal);

    [Fact]
    public void One_control_that_is_not_beaten_takes_the_claim_back() =>
        Assert.StartsWith(
            "By the expected score, no gain may be claimed: the evolved policy beats the start, but not the sharpened start.",
            Findings.Claim(Summary.With(("start", All(Clear)), ("sharpened_start", All(Unclear)))), StringComparison.Ordinal);

    [Fact]
    public void A_loss_is_told() =>
        Assert.StartsWith(
            "By the expected score, no gain is shown: the evolved policy does not beat the start. It is worse than the start.",
            Findings.Claim(Summary.With(("start", All(new Gain(-0.3, -0.4, -0.2))))), StringComparison.Ordinal);

    [Fact]
    public void A_gain_of_single_samples_alone_is_no_gain()
    {
        var claim = Findings.Claim(Summary.With(("start", new GainSummary(Clear, Clear, Clear, Unclear))));
        Assert.StartsWith("By the expected score, no gain is shown", claim, StringComparison.Ordinal);
        Assert.Contains("- against start: expected score +0.100 [-0.050, +0.250], one sample +0.100 [+0.050, +0.150]", claim, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_no_expected_score_the_mean_of_N_decides() =>
        Assert.StartsWith(
            "By the mean of N samples, the evolved policy ranks images better",
            Findings.Claim(Summary.With(("start", new GainSummary(Unclear, Clear, null, null)))), StringComparison.Ordinal);

    [Fact]
    public void Without_opinion_scores_nothing_is_claimed() =>
        Assert.Contains("nothing is claimed", Findings.Claim(Summary.With()), StringComparison.Ordinal);

    private static GainSummary All(Gain gain) => new(gain, gain, gain, gain);
}
