using EvoQuality.Datasets;

namespace EvoQuality.Evaluation;

/// <summary>
/// How often scores put two images in the order of the opinion scores: on the pairs that were voted on it says which of the two,
/// voter or scorer, is ahead.
/// </summary>
public static class ScoreAccuracy
{
    /// <summary>Share of pairs whose higher score is the better image's.</summary>
    /// <param name="scores">Every image's scores, by image number; the expected score counts, the mean of N where there is none.</param>
    /// <param name="pairs">Pairs of these images.</param>
    /// <returns>In 0..1; equal scores count half; pairs of equal opinion scores or without a score are left out; null when no pair is left.</returns>
    public static double? Of(IReadOnlyList<ImageScores> scores, IEnumerable<ImagePair> pairs)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(pairs);
        var agreements = from pair in pairs
                         let first = scores[pair.First]
                         let second = scores[pair.Second]
                         where first.Image.Mos is not null && second.Image.Mos is not null && Score(first) is not null && Score(second) is not null
                         let order = Nullable.Compare(first.Image.Mos, second.Image.Mos)
                         where order != 0
                         select (double?)(1 + (order * Nullable.Compare(Score(first), Score(second)))) / 2;
        return agreements.Average();
    }

    private static double? Score(ImageScores scores) => scores.Expected ?? scores.Mean;
}
