using EvoQuality.Datasets;
using EvoQuality.Voting;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>How votes divide, and by which place.</content>
public static partial class Tables
{
    private const int ShareBins = 10;

    /// <summary>Pairs by the share of their votes for the first image, in tenths. A share between two of them is of the outer one, as 0.1 and 0.9 are; 0.5 is of the
    /// upper one. Pairs without a vote are left out.</summary>
    public static DataFrame VoteDistribution(IReadOnlyList<PairVotes> votes)
    {
        var counts = ShareCounts(votes);
        return new TableOf<int>(Enumerable.Range(0, ShareBins))
            .Number("share from", i => i / (double)ShareBins)
            .Number("share to", i => (i + 1) / (double)ShareBins)
            .Whole("pairs", i => counts[i])
            .Frame;
    }

    /// <summary>Every pair with votes in both orders: the share of its first image when shown first and when shown second.</summary>
    /// <param name="votes">The votes.</param>
    /// <param name="images">What the pairs index.</param>
    public static DataFrame PositionBias(IReadOnlyList<PairVotes> votes, IReadOnlyList<IqaImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new TableOf<(PairVotes Votes, double First, double Second)>(InBothOrders(votes))
            .Text("image", p => images[p.Votes.Pair.First].Id)
            .Text("against", p => images[p.Votes.Pair.Second].Id)
            .Number("share shown first", p => p.First)
            .Number("share shown second", p => p.Second)
            .Number("gain of the first place", p => p.First - p.Second)
            .Frame;
    }

    /// <summary>Counts of the tenths, which mirror: seen from the second image they are the same the other way round, but for ties.</summary>
    internal static int[] ShareCounts(IReadOnlyList<PairVotes> votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        var counts = new int[ShareBins];
        foreach (var share in votes.Select(v => v.Tally.FirstFraction).OfType<double>()) counts[Tenth(share)]++;
        return counts;
    }

    // 0.3 of the votes may be a hair more or less than three tenths.
    private static int Tenth(double share) => share < 0.5
        ? Math.Max(0, (int)Math.Ceiling((share * ShareBins) - 1e-9) - 1)
        : Math.Min(ShareBins - 1, (int)Math.Floor((share * ShareBins) + 1e-9));

    /// <summary>Pairs with votes in both orders, with their first image's share in either.</summary>
    internal static IEnumerable<(PairVotes Votes, double First, double Second)> InBothOrders(IReadOnlyList<PairVotes> votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        return from v in votes
               where v.StraightTally.Votes > 0 && v.SwappedTally.Votes > 0
               select (v, v.StraightTally.FirstFraction!.Value, v.SwappedTally.FirstFraction!.Value);
    }
}
