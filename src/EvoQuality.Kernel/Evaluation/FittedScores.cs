using EvoQuality.Statistics;

namespace EvoQuality.Evaluation;

/// <summary>One way of scoring a labelled set, with the logistic curve from scores to MOS: what a scatter plot shows.</summary>
/// <param name="Scorer">Whose scores, as a chart names them.</param>
/// <param name="Images">Names of the images that have a score.</param>
/// <param name="Predictions">Their scores.</param>
/// <param name="Mos">Their opinion scores, higher better.</param>
/// <param name="Fit">The curve; null where it is not determined (too few images, or equal scores).</param>
public sealed record FittedScores(
    string Scorer, IReadOnlyList<string> Images, IReadOnlyList<double> Predictions, IReadOnlyList<double> Mos, LogisticFit? Fit)
{
    /// <summary>Linear correlation of the scores as they are; null where undefined.</summary>
    public double? Plcc => Correlation.Pearson([.. Predictions], [.. Mos]);

    /// <summary>Linear correlation after the curve; null without one.</summary>
    public double? FittedPlcc => Fit?.Plcc([.. Predictions], [.. Mos]);

    /// <summary>Fits the curve; images without a score are left out.</summary>
    /// <param name="scorer">Whose scores, as a chart names them.</param>
    /// <param name="scores">Scores of images that all have an opinion score.</param>
    /// <param name="score">Which of the ways to score counts, such as <c>s =&gt; s.Expected</c>.</param>
    /// <param name="form">Which curve; the field's usual one by default.</param>
    /// <exception cref="ArgumentException">An image has no opinion score.</exception>
    public static FittedScores Of(
        string scorer, IReadOnlyList<ImageScores> scores, Func<ImageScores, double?> score, LogisticForm form = LogisticForm.FourParameters)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(score);
        if (scores.FirstOrDefault(s => s.Image.Mos is null) is { } unlabelled)
            throw new ArgumentException($"A curve to opinion scores needs one for every image, but {unlabelled.Image.Id} has none.", nameof(scores));
        var kept = scores.Where(s => score(s) is not null).ToArray();
        double[] predictions = [.. kept.Select(s => score(s)!.Value)], mos = [.. kept.Select(s => s.Image.Mos!.Value)];
        return new FittedScores(scorer, [.. kept.Select(s => s.Image.Id)], predictions, mos, LogisticFit.Of(form, predictions, mos));
    }
}
