using EvoQuality.Evaluation;

namespace EvoQuality.Kernel.Tests;

/// <summary>The pairs that one model holds equal and another most unequal.</summary>
public class GmadContestTests
{
    // By hand: the defender's deviation is 1 (four at -1, four at 1); pictures 0 to 3 are its low level, 4 to 7 its high one.
    private static readonly ModelScores Defender = new("defender", [2, 2, 2, 2, 4, 4, 4, 4]);
    private static readonly ModelScores Attacker = new("attacker", [1, 5, 2, 4.5, 3, 3, 3.5, 2]);

    [Fact]
    public void The_largest_disagreement_of_each_level_is_found_by_hand()
    {
        var contest = GmadContest.Of(Attacker, Defender, levels: 2);
        Assert.Equal([(0, 1, 0), (1, 6, 7)], contest.Pairs.Select(p => (p.Level, p.First, p.Second)));
        Assert.All(contest.Pairs, p => Assert.Equal(0, p.DefenderGap));

        // Deviation of the attacker's scores: mean 3, squares 4 4 1 2.25 0 0 0.25 1, sum 12.5.
        Assert.Equal(4 / Math.Sqrt(12.5 / 8), contest.Pairs[0].AttackerGap, 1e-12);
    }

    [Fact]
    public void No_picture_is_shown_twice_and_pairs_come_in_the_order_of_their_disagreement()
    {
        var contest = GmadContest.Of(Attacker, Defender, levels: 2, pairs: 3);
        Assert.Equal([(1, 0), (3, 2), (6, 7)], contest.Pairs.Select(p => (p.First, p.Second))); // 4 and 5 are equal to the attacker too
        int[] shown = [.. contest.Pairs.SelectMany(p => new[] { p.First, p.Second })];
        Assert.Equal(shown.Distinct(), shown);
    }

    [Fact]
    public void The_defender_holds_the_pair_equal_within_the_tolerance()
    {
        ModelScores defender = new("d", [1, 1.5, 2, 4, 4.5, 5]), attacker = new("a", [0, 3, 9, 0, 3, 9]);
        var deviation = Math.Sqrt(new[] { 1, 1.5, 2, 4, 4.5, 5 }.Average(x => (x - 3) * (x - 3)));
        Assert.Empty(GmadContest.Of(attacker, defender, 1, 1, 0.4 / deviation).Pairs);
        Assert.Equal((2, 1), GmadContest.Of(attacker, defender, 1, 1, 0.6 / deviation).Pairs.Select(p => (p.First, p.Second)).Single());
        Assert.Equal((2, 0), GmadContest.Of(attacker, defender, 1, 1, 1.1 / deviation).Pairs.Select(p => (p.First, p.Second)).Single());
        Assert.True(GmadContest.Of(attacker, defender, 1, 3, 1.1 / deviation).Pairs.All(p => Math.Abs(p.DefenderGap) <= 1.1 / deviation));
    }

    [Fact]
    public void The_scale_of_either_model_does_not_matter()
    {
        ModelScores Stretched(ModelScores m) => m with { Scores = [.. m.Scores.Select(s => -100 + (0.25 * s))] };
        static (int, int)[] Pictures(GmadContest c) => [.. c.Pairs.Select(p => (p.First, p.Second))];
        Assert.Equal(Pictures(GmadContest.Of(Attacker, Defender, 2, 2)), Pictures(GmadContest.Of(Stretched(Attacker), Stretched(Defender), 2, 2)));
    }

    [Fact]
    public void A_model_cannot_attack_itself() => Assert.Empty(GmadContest.Of(Defender, Defender, 2).Pairs);

    [Fact]
    public void Agreement_counts_pairs_of_pictures()
    {
        // Orders of (1 2 3) and (1 3 2): three pairs, one the other way round; SRCC 1 - 6 * 2 / 24.
        var agreement = ModelAgreement.Of(new("a", [1, 2, 3]), new("b", [1, 3, 2]));
        Assert.Equal(0.5, agreement.Srcc!.Value, 1e-12);
        Assert.Equal(2 / 3.0, agreement.SameOrder);
        Assert.Equal(new ModelAgreement("a", "b", null, null), ModelAgreement.Of(new("a", [1, 2]), new("b", [3, 3])));
    }

    [Fact]
    public void Faults_are_told()
    {
        Assert.Contains("found 3 of a and 8 of defender", Assert.Throws<ArgumentException>(() => GmadContest.Of(new("a", [1, 2, 3]), Defender)).Message, StringComparison.Ordinal);
        Assert.Contains("5 levels need 10 pictures", Assert.Throws<ArgumentException>(() => GmadContest.Of(Attacker, Defender, 5)).Message, StringComparison.Ordinal);
        Assert.Contains("all 8 pictures have 3", Assert.Throws<ArgumentException>(() => GmadContest.Of(new("flat", [3, 3, 3, 3, 3, 3, 3, 3]), Defender)).Message, StringComparison.Ordinal);
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => GmadContest.Of(new("nan", [3, 3, 3, 3, 3, 3, 3, double.NaN]), Defender)).Message, StringComparison.Ordinal);
    }
}
