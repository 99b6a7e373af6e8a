using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

/// <summary>Agreement of the majority against K, by hand, exactly and from votes.</summary>
public class VotingCurveTests
{
    private static readonly SeedTree Seed = new(1);

    [Theory]
    [InlineData(0.6, 1, 0.6)]
    [InlineData(0.6, 2, 0.6)] // 0.36 + half of 0.48
    [InlineData(0.6, 3, 0.648)] // 0.6^3 + 3 * 0.6^2 * 0.4
    [InlineData(0.6, 5, 0.68256)]
    [InlineData(0.4, 3, 0.352)]
    [InlineData(0.5, 33, 0.5)]
    [InlineData(0, 8, 0)]
    [InlineData(1, 7, 1)]
    public void The_odds_of_a_majority_are_the_binomial_tail_with_half_of_the_ties(double right, int k, double expected) =>
        Assert.Equal(expected, MajorityOdds.Right(right, k), 12);

    [Fact]
    public void An_even_number_of_votes_is_worth_one_vote_less()
    {
        for (var k = 2; k <= 128; k += 2) Assert.Equal(MajorityOdds.Right(0.55, k - 1), MajorityOdds.Right(0.55, k), 12);
    }

    [Theory]
    [InlineData(-0.1, 3)]
    [InlineData(1.1, 3)]
    [InlineData(double.NaN, 3)]
    [InlineData(0.5, 0)]
    public void Odds_of_what_is_no_probability_or_no_vote_are_refused(double right, int k) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MajorityOdds.Right(right, k));

    [Fact]
    public void Blocks_use_every_vote_once_and_mix_the_orders()
    {
        // For the first image: straight 1 1 0 0, swapped 1 0 0 0, mixed 1 1, 1 0, 0 0, 0 0.
        PairVotes[] votes = [new(new ImagePair(0, 1), "0011", "1000")];
        var reference = new PreferenceSet([new Preference(0, 1, 1)]);
        var points = VotingCurve.Of(votes, reference, [1, 2, 4, 8], Seed);
        Assert.Equal([3 / 8.0, (1 + 0.5 + 0 + 0) / 4, 0.5, 0], points.Select(p => p.Agreement!.Value)); // blocks of 4: 3 : 1 and 0 : 4
        Assert.Equal([0.0, 0.25, 0, 0], points.Select(p => p.TieRate!.Value));
    }

    [Fact]
    public void A_reference_may_name_a_pair_the_other_way_round_and_its_ties_and_gaps_are_left_out()
    {
        PairVotes[] votes = [new(new ImagePair(0, 1), "0", "1"), new(new ImagePair(2, 3), "1", "0"), new(new ImagePair(4, 5), "1", "0")];
        var reference = new PreferenceSet([new Preference(1, 0, 0), new Preference(2, 3, 0.5)]);
        Assert.Equal(1, VotingCurve.Of(votes, reference, [2], Seed)[0].Agreement);
        Assert.Null(VotingCurve.Of(votes, new PreferenceSet([]), [2], Seed)[0].Agreement);
    }

    [Fact]
    public void A_block_of_abstentions_decides_nothing()
    {
        PairVotes[] votes = [new(new ImagePair(0, 1), "-0", "-1")];
        Assert.Equal(1, VotingCurve.Of(votes, new PreferenceSet([new Preference(0, 1, 1)]), [2], Seed)[0].Agreement);
    }

    [Fact]
    public void More_votes_than_there_are_is_refused() => Assert.Equal(
        "K is 3, but a pair has 2 votes. (Parameter 'k')",
        Assert.Throws<ArgumentException>(() => VotingCurve.Of([new(new ImagePair(0, 1), "0", "1")], new PreferenceSet([new Preference(0, 1, 1)]), [3], Seed)).Message);

    [Fact]
    public void A_simulated_voter_follows_the_exact_curve()
    {
        // 400 pairs, each vote right with 0.6: the mean over 400 x 128 / K blocks.
        var source = Seed.Source();
        string Draw(char right) => string.Concat(Enumerable.Range(0, 64).Select(_ => source.NextBool(0.6) ? right : right == '0' ? '1' : '0'));
        PairVotes[] votes = [.. Enumerable.Range(0, 400).Select(i => new PairVotes(new ImagePair(2 * i, (2 * i) + 1), Draw('0'), Draw('1')))];
        var reference = new PreferenceSet([.. votes.Select(v => new Preference(v.Pair.First, v.Pair.Second, 1))]);
        int[] ks = [1, 3, 8, 32, 128];
        foreach (var (measured, exact) in VotingCurve.Of(votes, reference, ks, Seed).Zip(VotingCurve.Expected([0.6], ks)))
        {
            var blocks = 400 * (128 / measured.K);
            var deviation = Math.Sqrt(exact.Agreement!.Value * (1 - exact.Agreement.Value) / blocks);
            Assert.InRange(measured.Agreement!.Value, exact.Agreement.Value - (3.3 * deviation), exact.Agreement.Value + (3.3 * deviation)); // 99.9 % binomial
            Assert.True(measured.Interval!.Value.Contains(measured.Agreement.Value));
        }
    }
}
