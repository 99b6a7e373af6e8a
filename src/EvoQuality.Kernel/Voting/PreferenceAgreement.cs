using EvoQuality.Statistics;

namespace EvoQuality.Voting;

/// <summary>How far two rounds of pseudo-preferences say the same. Rounds draw their own pairs, so few are shared; the standings of the images are compared as well.</summary>
/// <param name="SharedPairs">Pairs that both rounds decided, in whatever order.</param>
/// <param name="SamePreference">Share of them with the same p*; null without any.</param>
/// <param name="RankCorrelation">SRCC of the images' mean preferences, over images in both; null where it is not defined.</param>
public sealed record PreferenceAgreement(int SharedPairs, double? SamePreference, double? RankCorrelation)
{
    /// <summary>Compares two rounds on one pool.</summary>
    public static PreferenceAgreement Of(PreferenceSet before, PreferenceSet after) => Of(before, after, _ => true);

    /// <summary>Compares two rounds on pools that have pictures in common.</summary>
    /// <param name="before">The earlier round.</param>
    /// <param name="after">The later round.</param>
    /// <param name="isShared">Whether a number means the same picture in both; others are not compared.</param>
    public static PreferenceAgreement Of(PreferenceSet before, PreferenceSet after, Predicate<int> isShared)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(isShared);
        var (old, recent) = (ByPair(before), ByPair(after));
        double[] same = [.. recent.Where(p => old.ContainsKey(p.Key) && isShared(p.Key.First) && isShared(p.Key.Second)).Select(p => old[p.Key] == p.Value ? 1.0 : 0.0)];
        var standings = ConsensusRanking.Of(before).ToDictionary(s => s.Image, s => s.MeanPreference);
        ImageStanding[] shared = [.. ConsensusRanking.Of(after).Where(s => standings.ContainsKey(s.Image) && isShared(s.Image))];
        return new PreferenceAgreement(
            same.Length, same.Length == 0 ? null : same.Average(),
            Correlation.Spearman([.. shared.Select(s => standings[s.Image])], [.. shared.Select(s => s.MeanPreference)]));
    }

    /// <summary>p* by pair, the smaller number first; a pair that was asked twice by its mean.</summary>
    private static Dictionary<(int First, int Second), double> ByPair(PreferenceSet preferences) => preferences.Preferences
        .Select(p => p.First < p.Second ? p : p.Swap())
        .GroupBy(p => (p.First, p.Second))
        .ToDictionary(g => g.Key, g => g.Average(p => p.Value));
}
