namespace EvoQuality.Voting.Aggregation;

/// <summary>Votes of one pair of images, summed over everything that was asked about it.</summary>
/// <param name="First">Number of the first image, below <paramref name="Second"/>.</param>
/// <param name="Second">Number of the second image.</param>
/// <param name="FirstWins">Votes for the first.</param>
/// <param name="SecondWins">Votes for the second.</param>
public readonly record struct PairWins(int First, int Second, double FirstWins, double SecondWins)
{
    /// <summary>All votes of the pair.</summary>
    public double Votes => FirstWins + SecondWins;

    /// <summary>Sums the votes by pair, whichever way round it was asked; abstentions vote for nobody.</summary>
    public static IReadOnlyList<PairWins> Of(IEnumerable<PairVotes> votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        var sums = new SortedDictionary<(int First, int Second), (double First, double Second)>();
        foreach (var (pair, tally) in votes.Select(v => (v.Pair, v.Tally)))
        {
            if (tally.Votes == 0) continue;
            var (key, won) = pair.First < pair.Second
                ? ((pair.First, pair.Second), (tally.First, tally.Second))
                : ((pair.Second, pair.First), (tally.Second, tally.First));
            var sum = sums.GetValueOrDefault(key);
            sums[key] = (sum.First + won.Item1, sum.Second + won.Item2);
        }

        return [.. sums.Select(s => new PairWins(s.Key.First, s.Key.Second, s.Value.First, s.Value.Second))];
    }
}
