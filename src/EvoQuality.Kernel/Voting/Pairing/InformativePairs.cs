using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Statistics;
using EvoQuality.Voting.Aggregation;

namespace EvoQuality.Voting.Pairing;

/// <summary>
/// Pairs whose votes are expected to say most about the scores. The votes so far give a normal posterior of the scores
/// (<see cref="QualityScale"/>, Thurstone's case V); a pair's worth is the mutual information of one more vote and the scores, which
/// is the expected divergence of the posterior from what it is now (ASAP: Mikhailiuk et al., ICPR 2020, arXiv 2004.05691). As there,
/// a batch is a spanning tree of the images, here the one of greatest total worth, so that no image is left out and no region is
/// asked the same thing many times. Where more pairs are wanted than one tree holds, the posterior's width is updated as if the tree
/// had been voted on, and another tree is grown.
/// </summary>
/// <remarks>
/// ASAP approximates the posterior by message passing and integrates numerically. Here the posterior is the normal one at its mode,
/// and the information has the closed form of Houlsby et al. (arXiv 1112.5745, section 3), good to 3 % of a bit. A call costs the
/// square of the images per tree, and their cube for the posterior.
/// </remarks>
public sealed class InformativePairs : IPairSource
{
    private const double TieBreak = 1e-6;
    private static readonly double HoulsbyC = Math.Sqrt(Math.PI * Math.Log(2) / 2);

    private readonly SeededSource _source;
    private readonly double _votesPerPair;
    private readonly ScaleOptions _options;
    private readonly bool _again;

    /// <param name="source">Breaks ties (all pairs tie while there are no votes) and says which image comes first.</param>
    /// <param name="votesPerPair">Votes each chosen pair will get, K.</param>
    /// <param name="priorDeviation">See <see cref="ScaleOptions.PriorDeviation"/>.</param>
    /// <param name="again">Whether a pair that has votes may be asked again; false gives pairs that are all different, whatever the call.</param>
    public InformativePairs(SeededSource source, int votesPerPair = 32, double priorDeviation = 3, bool again = true)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(votesPerPair, 1);
        (_source, _votesPerPair, _options, _again) = (source, votesPerPair, new ScaleOptions { PriorDeviation = priorDeviation }, again);
        _options.Validate();
    }

    /// <inheritdoc/>
    public IReadOnlyList<ImagePair> Next(int images, IReadOnlyList<PairVotes> votes, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var scale = QualityScale.Fit(images, votes, _options);
        var covariance = (double[,])scale.Covariance.Clone();
        HashSet<(int, int)> chosen = _again ? [] : [.. votes.Select(v => (Math.Min(v.Pair.First, v.Pair.Second), Math.Max(v.Pair.First, v.Pair.Second)))];
        var wanted = (int)Math.Min(count, ((long)images * (images - 1) / 2) - chosen.Count);
        var pairs = new List<ImagePair>(wanted);
        while (pairs.Count < wanted)
        {
            var tree = Tree(scale.Scores, covariance, chosen);
            foreach (var (a, b, _) in tree.OrderByDescending(e => e.Worth).Take(wanted - pairs.Count))
            {
                chosen.Add((Math.Min(a, b), Math.Max(a, b)));
                pairs.Add(_source.NextBool() ? new ImagePair(a, b) : new ImagePair(b, a));
                Narrow(covariance, a, b, _votesPerPair * ChoiceModel.Thurstone.Information(scale.Scores[a] - scale.Scores[b]));
            }
        }

        return pairs;
    }

    /// <summary>
    /// Mutual information, in bits, of one vote and a lead that is normal with this mean and variance: the entropy of the vote less
    /// its mean entropy given the lead.
    /// </summary>
    internal static double Information(double mean, double variance)
    {
        // In units of z = lead / √2 the vote is Φ(z).
        var (m, v) = (mean / Math.Sqrt(2), variance / 2);
        var spread = v + (HoulsbyC * HoulsbyC);
        return Math.Max(0, Entropy(Normal.Cdf(m / Math.Sqrt(1 + v))) - (HoulsbyC / Math.Sqrt(spread) * Math.Exp(-m * m / (2 * spread))));
    }

    private static double Entropy(double p) => p is <= 0 or >= 1 ? 0 : -((p * Math.Log2(p)) + ((1 - p) * Math.Log2(1 - p)));

    /// <summary>
    /// Prim's algorithm for the spanning tree of greatest worth among the pairs that are not chosen yet; where those leave images
    /// apart, a forest.
    /// </summary>
    private List<(int A, int B, double Worth)> Tree(IReadOnlyList<double> scores, double[,] covariance, HashSet<(int, int)> chosen)
    {
        var n = scores.Count;
        var (joined, best, nearest) = (new bool[n], new double[n], new int[n]);
        Array.Fill(best, double.NegativeInfinity);
        Array.Fill(nearest, -1);
        var edges = new List<(int, int, double)>(n - 1);
        var current = _source.NextInt(n);
        for (var step = 0; step < n; step++)
        {
            joined[current] = true;
            if (nearest[current] >= 0) edges.Add((nearest[current], current, best[current]));
            for (var other = 0; other < n; other++)
            {
                if (joined[other] || chosen.Contains((Math.Min(current, other), Math.Max(current, other)))) continue;
                var variance = covariance[current, current] + covariance[other, other] - (2 * covariance[current, other]);
                var worth = Information(scores[current] - scores[other], variance) * (1 + (TieBreak * _source.NextDouble()));
                if (worth > best[other]) (best[other], nearest[other]) = (worth, current);
            }

            var next = -1;
            for (var other = 0; other < n; other++)
                if (!joined[other] && (next < 0 || best[other] > best[next])) next = other;
            if (next < 0) break;
            current = next;
        }

        return edges;
    }

    /// <summary>The covariance after information about one lead (Sherman and Morrison).</summary>
    private static void Narrow(double[,] covariance, int a, int b, double information)
    {
        var n = covariance.GetLength(0);
        var column = new double[n];
        for (var i = 0; i < n; i++) column[i] = covariance[i, a] - covariance[i, b];
        var factor = information / (1 + (information * (column[a] - column[b])));
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) covariance[i, j] -= factor * column[i] * column[j];
    }
}
