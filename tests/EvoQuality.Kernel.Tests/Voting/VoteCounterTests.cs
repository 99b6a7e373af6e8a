using EvoQuality.Datasets;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Language;
using EvoQuality.Statistics;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

public class VoteCounterTests
{
    private static readonly IqaImage[] Images =
        [.. Enumerable.Range(0, 12).Select(i => new IqaImage($"image-{i}", () => new RgbImage(8, 8), 1 + (i * 4 / 11.0)))];

    private static ScriptedPolicy Observer(double noise = 0.5, double bias = 0, double abstention = 0) =>
        new(i => i.Mos!.Value, noise, bias, abstention);

    [Theory]
    [InlineData(VoteSource.Probability, AnswerStyle.Direct)]
    [InlineData(VoteSource.Samples, AnswerStyle.Direct)]
    [InlineData(VoteSource.Samples, AnswerStyle.Reasoning)]
    public void Vote_shares_are_the_observers_probabilities(VoteSource source, AnswerStyle style)
    {
        const int K = 4000;
        ImagePair[] pairs = [new(0, 1), new(5, 3), new(2, 11)];
        var votes = VoteCounter.Count(Observer(), Images, pairs, new VoteOptions { K = K, Source = source, Style = style }, new SeedTree(1));
        foreach (var (pair, tally) in votes.Select(v => (v.Pair, v.Tally)))
        {
            var expected = Normal.Cdf((Images[pair.First].Mos!.Value - Images[pair.Second].Mos!.Value) / (0.5 * Math.Sqrt(2)));
            var bound = 3.29 * Math.Sqrt(expected * (1 - expected) / K); // 99.9 % binomial
            Assert.Equal(K, tally.Votes);
            Assert.InRange(tally.FirstFraction!.Value, expected - bound - 1e-9, expected + bound + 1e-9);
        }
    }

    [Theory]
    [InlineData(VoteSource.Probability)]
    [InlineData(VoteSource.Samples)]
    public void Balanced_order_shows_each_image_first_half_of_the_time(VoteSource source)
    {
        // An observer who always takes the first-shown image ties every pair when orders are balanced.
        var options = new VoteOptions { K = 32, Order = PairOrder.Balanced, Source = source };
        var votes = VoteCounter.Count(Observer(bias: 100), Images, [new(0, 11), new(7, 2)], options, new SeedTree(1));
        Assert.All(votes, v => Assert.Equal(new VoteTally(16, 16, 0), v.Tally));
        Assert.All(votes, v => Assert.Equal(32, v.FirstShown));
        Assert.Equal(1.0, VoteReport.Of(votes).TieRate);
        Assert.Equal(1.0, VoteReport.Of(votes).FirstShownShare);
    }

    [Theory]
    [InlineData(VoteSource.Probability)]
    [InlineData(VoteSource.Samples)]
    public void Unparsable_answers_are_counted_abstentions(VoteSource source)
    {
        var votes = VoteCounter.Count(
            Observer(abstention: 0.3), Images, [new(0, 11)], new VoteOptions { K = 2000, Source = source }, new SeedTree(4));
        Assert.Equal(2000, votes[0].Tally.Votes + votes[0].Tally.Abstentions);
        Assert.InRange(votes[0].Tally.Abstentions / 2000.0, 0.3 - 0.034, 0.3 + 0.034); // 99.9 % binomial
    }

    [Fact]
    public void A_voter_who_never_answers_is_an_error_not_a_coin()
    {
        var pool = new ImageSet("pool", Images);
        var options = new VoteOptions { K = 4 };
        var error = Assert.Throws<InvalidOperationException>(
            () => OfflineStage.Run(Observer(abstention: 1), pool, 10, options, new SeedTree(1)));
        Assert.Contains("40 answers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pairs_votes_do_not_depend_on_the_other_pairs()
    {
        var options = new VoteOptions { K = 9 };
        var alone = VoteCounter.Count(Observer(), Images, [new(3, 4)], options, new SeedTree(5));
        var among = VoteCounter.Count(Observer(), Images, [new(3, 4), new(0, 1), new(6, 5)], options, new SeedTree(5));
        Assert.Equal(alone[0], among[0]);
    }

    [Fact]
    public void K_zero_is_refused_in_one_sentence() =>
        Assert.Equal(
            "Vote options: K is 0, expected 1 or more votes per pair.",
            Assert.Throws<ArgumentException>(() => new VoteOptions { K = 0 }.Validate()).Message);

    [Fact]
    public void Reading_probabilities_of_reasoning_is_refused() =>
        Assert.Throws<ArgumentException>(() => new VoteOptions { Style = AnswerStyle.Reasoning, Source = VoteSource.Probability }.Validate());

    [Fact]
    public void More_votes_make_better_labels()
    {
        var pool = new ImageSet("pool", Images);
        double Accuracy(int k) => OfflineStage.Run(Observer(noise: 2), pool, 66, new VoteOptions { K = k }, new SeedTree(9)).ConsensusAccuracy!.Value;
        Assert.True(Accuracy(101) > Accuracy(1) + 0.05, "the majority of 101 noisy votes must beat one vote");
    }

    [Fact]
    public void A_rounds_preferences_follow_the_rule_of_its_votes()
    {
        double[] Of(PreferenceOptions rule) =>
        [
            .. OfflineStage.Run(Observer(noise: 2), new ImageSet("pool", Images), 66, new VoteOptions { K = 4, Preferences = rule }, new SeedTree(9))
                .Preferences.Preferences.Select(p => p.Value),
        ];
        Assert.Contains(0.5, Of(new()));
        Assert.DoesNotContain(0.5, Of(new() { DropTies = true }));
        Assert.Contains(Of(new() { Soft = true }), v => v is 0.25 or 0.75);
    }
}
