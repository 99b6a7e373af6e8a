using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Voting;

/// <summary>Agreement of the majority against K: how many votes does a preference need? (The paper's Fig. 3 asks it of whole runs.)</summary>
public static class VotingCurve
{
    private const int Resamples = 1000;

    /// <summary>
    /// Cuts every pair's votes into blocks of K, decides each block by majority (Eq. 1) and compares with a reference. Blocks use all
    /// votes, so the curve is steadier than one that takes the first K, and no vote is asked again.
    /// </summary>
    /// <param name="votes">Votes, at least as many per pair as the largest K; the two orders are mixed evenly into the blocks.</param>
    /// <param name="reference">What a majority should say: the known order, or another voting. Its ties and the pairs it lacks are left out.</param>
    /// <param name="ks">The values of K, each 1 or more.</param>
    /// <param name="seed">Root of the resamples, which are the same for every K. They draw pairs, so what pairs share by their pictures is not in the interval.</param>
    /// <exception cref="ArgumentException">A pair has fewer votes than the largest K.</exception>
    public static IReadOnlyList<VotingPoint> Of(IReadOnlyList<PairVotes> votes, PreferenceSet reference, IReadOnlyList<int> ks, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(votes);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(ks);
        var said = reference.Preferences.SelectMany(p => new[] { p, p.Swap() })
            .GroupBy(p => new ImagePair(p.First, p.Second)).ToDictionary(g => g.Key, g => g.Average(p => p.Value));
        (string Answers, double Preference)[] pairs =
        [
            .. from v in votes
               where said.TryGetValue(v.Pair, out var p) && p != 0.5
               select (Mixed(v), said[v.Pair]),
        ];
        return [.. ks.Select(k => At(k, pairs, seed))];
    }

    /// <summary>The curve that votes with known probabilities have: the mean of <see cref="MajorityOdds.Right"/> over pairs.</summary>
    /// <param name="right">Per pair, the probability that one vote is right, 0..1.</param>
    /// <param name="ks">The values of K.</param>
    public static IReadOnlyList<VotingPoint> Expected(IReadOnlyList<double> right, IReadOnlyList<int> ks)
    {
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(ks);
        return [.. ks.Select(k => new VotingPoint(k, right.Count == 0 ? null : right.Average(p => MajorityOdds.Right(p, k))))];
    }

    private static VotingPoint At(int k, (string Answers, double Preference)[] pairs, SeedTree seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1, nameof(k));
        if (pairs.FirstOrDefault(p => p.Answers.Length < k).Answers is { } few)
            throw new ArgumentException($"K is {k}, but a pair has {few.Length} votes.", nameof(k));
        var decided = pairs.Select(p => Decisions(p.Answers, k).Select(d => (Agreement: 1 - Math.Abs(d - p.Preference), IsTie: d == 0.5)).ToArray())
            .Where(d => d.Length > 0).ToArray();
        if (decided.Length == 0) return new VotingPoint(k, null);
        double[] agreements = [.. decided.Select(d => d.Average(x => x.Agreement))];
        return new VotingPoint(
            k,
            agreements.Average(),
            Bootstrap.Of(agreements.Length, Resamples, seed.Source(), drawn => drawn.Average(i => agreements[i])),
            decided.SelectMany(d => d).Average(x => x.IsTie ? 1.0 : 0.0));
    }

    /// <summary>The majorities of the whole blocks; a block of abstentions decides nothing.</summary>
    private static IEnumerable<double> Decisions(string answers, int k) =>
        Enumerable.Range(0, answers.Length / k)
            .Select(b => answers.Substring(b * k, k))
            .Select(block => MajorityVote.Decide(new VoteTally(block.Count(c => c == '0'), block.Count(c => c == '1'), block.Count(c => c == '-'))))
            .OfType<double>();

    /// <summary>All answers of a pair, 0 for its first image whatever order it was shown in; the two orders spread evenly.</summary>
    private static string Mixed(PairVotes votes)
    {
        var straight = votes.Straight.Select((c, i) => (Answer: c, Place: (i + 0.5) / votes.Straight.Length));
        var swapped = votes.Swapped.Select((c, i) => (Answer: c == '0' ? '1' : c == '1' ? '0' : c, Place: (i + 0.5) / votes.Swapped.Length));
        return string.Concat(straight.Concat(swapped).OrderBy(a => a.Place).Select(a => a.Answer));
    }
}
