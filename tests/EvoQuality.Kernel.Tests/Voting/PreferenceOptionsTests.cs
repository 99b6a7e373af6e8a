using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

/// <summary>How votes become pseudo-preferences, beyond Eq. 1.</summary>
public class PreferenceOptionsTests
{
    [Theory]
    [InlineData(24, 8, 1, 0.75)]
    [InlineData(8, 24, 0, 0.25)]
    [InlineData(16, 16, 0.5, 0.5)]
    public void Hard_is_the_majority_and_soft_its_share(int first, int second, double hard, double soft)
    {
        Assert.Equal(hard, new PreferenceOptions().Decide(Votes(first, second)));
        Assert.Equal(MajorityVote.Decide(new VoteTally(first, second, 0)), new PreferenceOptions().Decide(Votes(first, second)));
        Assert.Equal(soft, new PreferenceOptions { Soft = true }.Decide(Votes(first, second)));
    }

    [Fact]
    public void Ties_and_close_calls_can_be_left_out()
    {
        var ties = new PreferenceOptions { DropTies = true };
        Assert.Null(ties.Decide(Votes(3, 3)));
        Assert.Equal(1, ties.Decide(Votes(4, 3)));
        var confident = new PreferenceOptions { Confidence = 0.75 };
        Assert.Equal((1, 0), (confident.Decide(Votes(3, 1)), confident.Decide(Votes(1, 3))));
        Assert.Null(confident.Decide(Votes(29, 11)));
        Assert.Equal([0, 1.0], confident.Decide([Votes(0, 4), Votes(2, 2), Votes(0, 0), Votes(4, 0)]).Preferences.Select(p => p.Value));
    }

    [Fact]
    public void Close_calls_are_the_same_for_either_image()
    {
        var confident = new PreferenceOptions { Confidence = 0.68 }; // 17 of 25, while 1 - 8 / 25.0 is a last bit less
        Assert.Equal((1, 0), (confident.Decide(Votes(17, 8)), confident.Decide(Votes(8, 17))));
        Assert.Equal((null, null), (confident.Decide(Votes(16, 9)), confident.Decide(Votes(9, 16))));
    }

    [Fact]
    public void The_probability_is_what_votes_without_end_would_say()
    {
        double Quality(IqaImage image) => image.Id == "a" ? 3.3 : 3;
        IqaImage[] images = [TinyPolicy.Image("a", 56, 56), TinyPolicy.Image("b", 56, 56)];
        var exact = new VoteOptions { K = 4000, Order = PairOrder.Balanced, Preferences = new PreferenceOptions { Evidence = PreferenceEvidence.Probability, Soft = true } };
        PairVotes Counted(VoteOptions options) => VoteCounter.Count(
            new ScriptedPolicy(Quality, noise: 0.5, positionBias: 0.4, abstention: 0.2), images, [new ImagePair(0, 1)], options, new SeedTree(1))[0];
        var votes = Counted(exact);
        var p = exact.Preferences.Decide(votes)!.Value;
        Assert.InRange(p, 0.6, 0.7);
        Assert.InRange(votes.Tally.FirstFraction!.Value, p - 0.03, p + 0.03); // four standard deviations of 3,200 votes
        Assert.Equal(1, (exact.Preferences with { Soft = false }).Decide(votes));
        Assert.Null(Counted(exact with { Preferences = new() }).Probability);
        Assert.True(exact.Preferences.Decide(Counted(exact with { Order = PairOrder.Fixed })) > p + 0.1, "one order keeps the bias for the image shown first");
        Assert.Equal(4000, Counted(exact with { Order = PairOrder.Fixed }).Straight.Length);
    }

    [Fact]
    public void A_probability_that_was_not_kept_cannot_be_read()
    {
        var error = Assert.Throws<InvalidDataException>(() => new PreferenceOptions { Evidence = PreferenceEvidence.Probability }.Decide(Votes(1, 0)));
        Assert.Contains("The pair (0, 1) was voted on without keeping its probability", error.Message, StringComparison.Ordinal);
        var fault = Assert.Throws<ArgumentException>(() => new VoteOptions { Source = VoteSource.Samples, Preferences = new() { Evidence = PreferenceEvidence.Probability, Confidence = 0.4 } }.Validate());
        Assert.Contains("preferences are to be read from probabilities, but the votes are sampled; Confidence is 0.4, expected 0.5 to 1", fault.Message, StringComparison.Ordinal);
    }

    private static PairVotes Votes(int first, int second) => new(new ImagePair(0, 1), new string('0', first) + new string('1', second), "");
}
