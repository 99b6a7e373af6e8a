namespace EvoQuality.Voting.Aggregation;

/// <summary>How well votes fit a single order: triples of images of which all three pairs have a majority.</summary>
/// <param name="Triples">Such triples.</param>
/// <param name="Circles">Those in which A beats B, B beats C and C beats A.</param>
public sealed record Transitivity(long Triples, long Circles)
{
    /// <summary>Share of circles: 0 fits one order, 0.25 is what coins give; null without triples.</summary>
    public double? CircleShare => Triples == 0 ? null : Circles / (double)Triples;

    /// <summary>Counts by majority; a tied pair belongs to no triple. Cost: the sum of squared numbers of opponents.</summary>
    public static Transitivity Of(IEnumerable<PairVotes> votes)
    {
        PairWins[] decided = [.. PairWins.Of(votes).Where(p => p.FirstWins != p.SecondWins)];
        var beats = decided.Select(p => p.FirstWins > p.SecondWins ? (p.First, p.Second) : (First: p.Second, Second: p.First)).ToHashSet();
        var later = decided.ToLookup(p => p.First, p => p.Second);
        long triples = 0, circles = 0;
        foreach (var group in later)
        {
            int[] others = [.. group.Order()];
            for (var i = 0; i < others.Length; i++)
            {
                for (var j = i + 1; j < others.Length; j++)
                {
                    var (a, b, c) = (group.Key, others[i], others[j]);
                    var forward = beats.Contains((b, c));
                    if (!forward && !beats.Contains((c, b))) continue;
                    triples++;
                    if (beats.Contains((a, b)) == forward && beats.Contains((c, a)) == forward) circles++;
                }
            }
        }

        return new Transitivity(triples, circles);
    }
}
