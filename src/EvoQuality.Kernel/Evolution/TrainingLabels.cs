using EvoQuality.Datasets;
using EvoQuality.Voting;

namespace EvoQuality.Evolution;

/// <summary>What the online stage of a round learns from.</summary>
/// <param name="Preferences">The pairs that batches are made of, with p*.</param>
/// <param name="Scores">
/// Score label of every image of the pool, 1..5, null for an image without; null altogether where preferences are enough.
/// </param>
public sealed record TrainingLabels(PreferenceSet Preferences, IReadOnlyList<double?>? Scores = null)
{
    private const double Low = 1;
    private const double High = 5;

    /// <summary>Labels without votes: p* is 1, 0 or 0.5 by the order of the scores that the policy itself gives.</summary>
    /// <param name="pairs">Whose pairs are taken; its p* are not looked at.</param>
    /// <param name="scores">Score of every image of the pool (<see cref="ScoreEstimates"/>); a pair with an image without one is left out.</param>
    public static TrainingLabels OfOwnScores(PreferenceSet pairs, IReadOnlyList<double?> scores)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(scores);
        var scored = pairs.Preferences.Where(p => scores[p.First] is not null && scores[p.Second] is not null);
        return new TrainingLabels(PreferenceSet.FromScores(scored.Select(p => (p.First, p.Second)), [.. scores.Select(s => s ?? double.NaN)]), scores);
    }

    /// <summary>
    /// Labels from people, as VisualQuality-R1 takes them: p* is 1, 0 or 0.5 by the order of the opinion scores, and these are
    /// stretched over 1..5 from the pool's worst to its best.
    /// </summary>
    /// <param name="pairs">Whose pairs are taken; its p* are not looked at.</param>
    /// <param name="pool">Images with opinion scores; difference scores (lower is better) are turned round.</param>
    /// <exception cref="ArgumentException">An image has no opinion score.</exception>
    public static TrainingLabels OfOpinionScores(PreferenceSet pairs, ImageSet pool)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(pool);
        var missing = pool.Images.Count(i => i.Mos is null);
        if (missing > 0)
            throw new ArgumentException($"Opinion scores as labels need one for every image of {pool.Name}, but {missing} of {pool.Images.Count} have none.", nameof(pool));
        var sign = pool.Scale is { HigherIsBetter: false } ? -1 : 1;
        double[] mos = [.. pool.Images.Select(i => sign * i.Mos!.Value)];
        var (least, most) = (mos.Min(), mos.Max());
        return new TrainingLabels(
            PreferenceSet.FromScores(pairs.Preferences.Select(p => (p.First, p.Second)), mos),
            [.. mos.Select(m => (double?)(most > least ? Low + ((High - Low) * (m - least) / (most - least)) : (Low + High) / 2))]);
    }
}
