using EvoQuality.Foundations;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

public class PreferenceSetTests
{
    private static readonly PreferenceSet Triangle = new([new(1, 2, 1), new(2, 3, 0.5), new(1, 3, 0)]);

    private static PreferenceSet Large() =>
        new([.. Enumerable.Range(0, 400).Select(i => new Preference(i, i + 1, i % 10 == 0 ? 0.5 : i % 2))]);

    [Fact]
    public void An_image_sees_its_partners_from_its_own_side()
    {
        Assert.Equal([(2, 1.0), (3, 0.0)], Triangle.PartnersOf(1));
        Assert.Equal([(1, 0.0), (3, 0.5)], Triangle.PartnersOf(2));
        Assert.Equal([(2, 0.5), (1, 1.0)], Triangle.PartnersOf(3));
        Assert.Empty(Triangle.PartnersOf(4));
        Assert.Equal([1, 2, 3], Triangle.Images);
    }

    [Fact]
    public void Swapping_twice_changes_nothing()
    {
        var preference = new Preference(1, 2, 0.25);
        Assert.Equal(new Preference(2, 1, 0.75), preference.Swap());
        Assert.Equal(preference, preference.Swap().Swap());
    }

    [Fact]
    public void An_image_against_itself_and_values_outside_zero_to_one_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Preference(3, 3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Preference(1, 2, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Preference(1, 2, double.NaN));
    }

    [Fact]
    public void Pairs_without_a_vote_are_left_out()
    {
        var set = PreferenceSet.FromTallies([(1, 2, new(20, 12, 0)), (1, 3, new(0, 0, 32)), (2, 3, new(4, 4, 24))]);
        Assert.Equal([new(1, 2, 1), new(2, 3, 0.5)], set.Preferences);
    }

    [Fact]
    public void True_scores_give_the_true_order_with_ties_at_half()
    {
        var set = PreferenceSet.FromScores([(0, 1), (1, 0), (1, 2)], [0.3, 0.7, 0.7]);
        Assert.Equal([new(0, 1, 0), new(1, 0, 1), new(1, 2, 0.5)], set.Preferences);
    }

    [Fact]
    public void Shuffling_keeps_pairs_and_values_and_breaks_their_bond()
    {
        var set = Large();
        var shuffled = set.Shuffled(new SeedTree(1).Source());
        Assert.Equal(set.Preferences.Select(p => (p.First, p.Second)), shuffled.Preferences.Select(p => (p.First, p.Second)));
        Assert.Equal(set.Preferences.Select(p => p.Value).Order(), shuffled.Preferences.Select(p => p.Value).Order());
        Assert.NotEqual(set.Preferences, shuffled.Preferences);
        Assert.Equal(shuffled.Preferences, set.Shuffled(new SeedTree(1).Source()).Preferences);
    }

    [Fact]
    public void Random_labels_are_a_fair_coin()
    {
        var values = Large().Random(new SeedTree(2).Source()).Preferences.Select(p => p.Value).ToArray();
        Assert.All(values, value => Assert.True(value is 0 or 1));
        Assert.InRange(values.Average(), 0.4, 0.6); // four standard deviations of 400 coins
    }

    [Fact]
    public void Standings_count_wins_ties_and_losses_best_first() =>
        Assert.Equal(
            [new(3, 1, 1, 0, 0.75), new ImageStanding(1, 1, 0, 1, 0.5), new(2, 0, 1, 1, 0.25)],
            ConsensusRanking.Of(Triangle));

    [Fact]
    public void Accuracy_counts_agreement_with_ties_half_and_equal_mos_left_out()
    {
        double[] mos = [0, 5, 4, 4]; // image 1 is best, 2 and 3 are equal
        Assert.Equal(0.5, ConsensusAccuracy.Of(Triangle, mos)); // right on (1,2), wrong on (1,3), (2,3) left out
        Assert.Equal(0.5, ConsensusAccuracy.Of(new([new(1, 2, 0.5)]), mos));
        Assert.Equal(0.75, ConsensusAccuracy.Of(new([new(1, 2, 0.5), new(3, 1, 0)]), mos));
        Assert.Null(ConsensusAccuracy.Of(new([new(2, 3, 1)]), mos));
    }
}
