using EvoQuality.Datasets;

namespace EvoQuality.Evaluation;

/// <summary>What a policy says about one image, in the ways the field uses.</summary>
/// <param name="Image">The image.</param>
/// <param name="Samples">N parsed scores in 1..5; null is an abstention.</param>
/// <param name="Greedy">Score of the likeliest answer.</param>
/// <param name="Expected">Mean of the score's distribution, read from the logits; null where the style does not allow it.</param>
/// <param name="Entropy">Entropy of one sampled score in nats; null where the style does not allow it.</param>
public sealed record ImageScores(IqaImage Image, IReadOnlyList<double?> Samples, double? Greedy, double? Expected, double? Entropy)
{
    /// <summary>What decided these scores; null where no policy hash was given.</summary>
    public ScoreProvenance? Provenance { get; init; }

    /// <summary>The first sample.</summary>
    public double? Single => Samples[0];

    /// <summary>Mean of the parsed samples; null if none parsed.</summary>
    public double? Mean => Samples.Average();
}
