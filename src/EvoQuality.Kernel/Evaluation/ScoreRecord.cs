using EvoQuality.Datasets;

namespace EvoQuality.Evaluation;

/// <summary>One image's scores as a line of a journal: <see cref="ImageScores"/> by name.</summary>
/// <param name="Image">Id of the image.</param>
/// <param name="Mos">Its opinion score; null if unknown.</param>
/// <param name="Samples">N parsed scores in 1..5; null is an abstention.</param>
/// <param name="Greedy">Score of the likeliest answer.</param>
/// <param name="Expected">Mean of the score's distribution.</param>
/// <param name="Entropy">Entropy of one sampled score in nats.</param>
public sealed record ScoreRecord(string Image, double? Mos, IReadOnlyList<double?> Samples, double? Greedy, double? Expected, double? Entropy)
{
    /// <summary>The scores by the image's name.</summary>
    public static ScoreRecord Of(ImageScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return new(scores.Image.Id, scores.Image.Mos, scores.Samples, scores.Greedy, scores.Expected, scores.Entropy);
    }

    /// <summary>The scores with their image.</summary>
    public ImageScores With(IqaImage image) => new(image, Samples, Greedy, Expected, Entropy);
}
