using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Statistics;
using EvoQuality.Voting;
using EvoQuality.Voting.Aggregation;
using EvoQuality.Voting.Pairing;

namespace EvoQuality.Kernel.Tests;

public class PairingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.5)]
    [InlineData(0, 8)]
    [InlineData(3, 2)]
    public void Information_is_the_mutual_information_of_a_vote_and_the_lead(double mean, double variance)
    {
        // Simpson's rule over ±8 deviations.
        const int Steps = 4000;
        static double Entropy(double p) => p is <= 0 or >= 1 ? 0 : -((p * Math.Log2(p)) + ((1 - p) * Math.Log2(1 - p)));
        double average = 0, entropies = 0;
        for (var i = 0; i <= Steps; i++)
        {
            var z = -8 + (16.0 * i / Steps);
            var weight = (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * 16.0 / Steps / 3 * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
            var p = ChoiceModel.Thurstone.Probability(mean + (Math.Sqrt(variance) * z));
            (average, entropies) = (average + (weight * p), entropies + (weight * Entropy(p)));
        }

        Assert.Equal(Entropy(average) - entropies, InformativePairs.Information(mean, variance), 0.03); // the published error of the closed form
    }

    [Fact]
    public void A_close_and_uncertain_pair_says_more_than_a_clear_or_a_known_one()
    {
        Assert.True(InformativePairs.Information(0, 2) > InformativePairs.Information(4, 2));
        Assert.True(InformativePairs.Information(0, 2) > InformativePairs.Information(0, 0.1));
    }

    [Fact]
    public void Pairs_that_have_votes_do_not_come_again_where_that_is_not_wanted()
    {
        var votes = new List<PairVotes>();
        for (var part = 0; part < 4; part++)
            votes.AddRange(new InformativePairs(new SeededSource((ulong)part), 2, again: false).Next(8, votes, 10).Select(p => new PairVotes(p, "0", "1")));
        Assert.Equal(28, votes.Count); // all pairs of eight, of 40 asked for
        Assert.Equal(28, votes.Select(v => (Math.Min(v.Pair.First, v.Pair.Second), Math.Max(v.Pair.First, v.Pair.Second))).Distinct().Count());
    }

    [Fact]
    public void A_pool_too_large_for_a_matrix_is_refused_in_words()
    {
        var pool = new ImageSet("large", [.. Enumerable.Range(0, EvoQuality.Evolution.OfflineStage.MostInformative + 1).Select(i => new IqaImage($"{i}", () => throw new InvalidOperationException("not loaded")))]);
        var error = Assert.Throws<ArgumentException>(() => EvoQuality.Evolution.OfflineStage.Run(
            new EvoQuality.Generation.ScriptedPolicy(_ => 3, noise: 1), pool, 10, new VoteOptions(), new SeedTree(1), choice: PairChoice.Information));
        Assert.StartsWith("Pairs are chosen by information among at most 4000 pictures, and the pool has 4001", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_batch_is_a_spanning_tree_and_no_batch_repeats_a_pair()
    {
        const int Images = 12;
        var source = new InformativePairs(new SeededSource(1), votesPerPair: 4);
        var tree = source.Next(Images, [], Images - 1);
        var groups = Enumerable.Range(0, Images).ToArray();
        foreach (var (a, b) in tree) // joining two groups eleven times leaves one: a tree
        {
            Assert.NotEqual(groups[a], groups[b]);
            var (keep, drop) = (groups[a], groups[b]);
            for (var i = 0; i < Images; i++) if (groups[i] == drop) groups[i] = keep;
        }

        Assert.Single(groups.Distinct());
        Assert.InRange(Enumerable.Range(0, Images).Max(i => tree.Count(p => p.First == i || p.Second == i)), 2, 7);
        foreach (var count in new[] { 30, 66, 500 })
        {
            var pairs = source.Next(Images, [], count);
            Assert.Equal(Math.Min(count, 66), pairs.Select(p => (Math.Min(p.First, p.Second), Math.Max(p.First, p.Second))).Distinct().Count());
            Assert.Equal(Math.Min(count, 66), pairs.Count);
        }
    }

    [Fact]
    public void The_same_seed_and_votes_give_the_same_pairs()
    {
        var votes = new SimulatedVotes([0, 1, 2, 3]).AskAll(3, new SeedTree(1));
        Assert.Equal(new InformativePairs(new SeededSource(5)).Next(4, votes, 4), new InformativePairs(new SeededSource(5)).Next(4, votes, 4));
    }

    [Fact]
    public void Neighbours_are_asked_once_the_order_is_roughly_known()
    {
        double[] truth = [.. Enumerable.Range(0, 16).Select(i => 0.8 * i)];
        var votes = new SimulatedVotes(truth).AskAll(4, new SeedTree(2));
        var pairs = new InformativePairs(new SeededSource(3)).Next(16, votes, 15);
        Assert.True(pairs.Average(p => Math.Abs(p.First - p.Second)) < 2.5); // random pairs are 5.7 apart
    }

    [Fact]
    public void At_an_equal_budget_informative_pairs_rank_better_than_random_ones()
    {
        const int Runs = 24, Images = 24, Batches = 8;
        double[] gains = [.. Enumerable.Range(0, Runs).Select(run =>
        {
            var truth = SimulatedVotes.Truth(Images, 2.5, new SeedTree(21).Child(run));
            double Srcc(IPairSource source) => Ranked(truth, source, Batches, new SeedTree(22).Child(run));
            return Srcc(new InformativePairs(new SeedTree(23).Child(run).Source(), votesPerPair: 1)) - Srcc(new RandomPairs(new SeedTree(24).Child(run).Source()));
        })];
        var deviation = Math.Sqrt(gains.Sum(g => Math.Pow(g - gains.Average(), 2)) / (Runs - 1) / Runs);
        output.WriteLine($"gain in SRCC {gains.Average():F4} +- {deviation:F4} at {Batches * (Images - 1)} votes");
        Assert.True(gains.Average() > 2.5 * deviation, $"gain {gains.Average():F4} +- {deviation:F4}");
    }

    /// <summary>SRCC of the scale after a number of batches of one vote on each of n - 1 pairs.</summary>
    internal static double Ranked(double[] truth, IPairSource source, int batches, SeedTree seed)
    {
        var observer = new SimulatedVotes(truth);
        var votes = new List<PairVotes>();
        for (var batch = 0; batch < batches; batch++)
            votes.AddRange(observer.Ask(source.Next(truth.Length, votes, truth.Length - 1), 1, seed.Child(batch)));
        return Correlation.Spearman(truth, [.. QualityScale.Fit(truth.Length, votes).Scores])!.Value;
    }

    [Fact]
    public void Random_pairs_are_the_pair_sampler_s() =>
        Assert.Equal(PairSampler.Sample(9, 5, new SeededSource(2)), new RandomPairs(new SeededSource(2)).Next(9, [], 5));
}
