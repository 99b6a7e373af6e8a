namespace EvoQuality.Evaluation;

/// <summary>
/// Group maximum differentiation (Ma et al., CVPR 2016; TPAMI 42(4), 2020): of all pairs that one model, the defender, holds equal,
/// those on which another, the attacker, disagrees most. If people see the difference too, the defender has failed there; if they
/// do not, the attack has. No opinion score is needed to find the pairs.
/// </summary>
/// <param name="Attacker">The model that says "very different".</param>
/// <param name="Defender">The model that says "equal".</param>
/// <param name="Levels">Quality levels that were looked in; some may have no pair.</param>
/// <param name="Pairs">Level by level, in a level the largest disagreement first.</param>
public sealed record GmadContest(ModelScores Attacker, ModelScores Defender, int Levels, IReadOnlyList<GmadPair> Pairs)
{
    /// <summary>Finds the pairs. No picture is in two of them.</summary>
    /// <param name="attacker">Scores of n pictures, higher better, on any scale.</param>
    /// <param name="defender">The other model's scores of the same pictures, on any scale.</param>
    /// <param name="levels">Quality levels: equally many pictures each by the defender's score; both pictures of a pair are of one level.</param>
    /// <param name="pairs">Pairs per level; fewer where a level has no more on which the two disagree.</param>
    /// <param name="tolerance">How far apart the defender's scores of a pair may lie, in standard deviations of its scores; 0 or more.</param>
    /// <exception cref="ArgumentException">The two have scores of different pictures, there are fewer than two pictures a level, or a model gives all the same score.</exception>
    public static GmadContest Of(ModelScores attacker, ModelScores defender, int levels = 4, int pairs = 1, double tolerance = 0.1)
    {
        ArgumentNullException.ThrowIfNull(attacker);
        ArgumentNullException.ThrowIfNull(defender);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        var images = defender.Scores.Count;
        if (attacker.Scores.Count != images)
            throw new ArgumentException($"Expected scores of the same pictures, found {attacker.Scores.Count} of {attacker.Name} and {images} of {defender.Name}.", nameof(attacker));
        ExpectEnough(images, levels);
        var (a, d) = (attacker.Standard(), defender.Standard());
        int[] order = [.. Enumerable.Range(0, images).OrderBy(i => d[i])]; // stable: equal scores stay in their order
        return new GmadContest(attacker, defender, levels, [.. Enumerable.Range(0, levels).SelectMany(level =>
            OfLevel(level, order[(level * images / levels)..((level + 1) * images / levels)], a, d, pairs, tolerance))]);
    }

    /// <summary>Asks, before anything is scored, for two pictures a level.</summary>
    /// <param name="images">Pictures to look in.</param>
    /// <param name="levels">Quality levels.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public static void ExpectEnough(int images, int levels)
    {
        if (images < 2L * levels) throw new ArgumentException($"{levels} levels need {2L * levels} pictures or more, found {images}.", nameof(levels));
    }

    private static IEnumerable<GmadPair> OfLevel(int level, int[] members, double[] attacker, double[] defender, int pairs, double tolerance)
    {
        var candidates = new List<GmadPair>();
        for (var i = 0; i < members.Length; i++)
        {
            for (var j = i + 1; j < members.Length && defender[members[j]] - defender[members[i]] <= tolerance; j++)
            {
                var (low, high) = attacker[members[i]] <= attacker[members[j]] ? (members[i], members[j]) : (members[j], members[i]);
                if (attacker[high] > attacker[low])
                    candidates.Add(new GmadPair(level, high, low, attacker[high] - attacker[low], defender[high] - defender[low]));
            }
        }

        var used = new HashSet<int>();
        return candidates.OrderByDescending(c => c.AttackerGap)
            .Where(c => !used.Contains(c.First) && !used.Contains(c.Second) && used.Add(c.First) && used.Add(c.Second)).Take(pairs);
    }
}
