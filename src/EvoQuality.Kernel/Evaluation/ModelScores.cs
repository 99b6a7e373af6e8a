namespace EvoQuality.Evaluation;

/// <summary>One model's scores of a set of pictures, to be held against another's.</summary>
/// <param name="Name">Such as "round 2" or "NIQE".</param>
/// <param name="Scores">One per picture, higher better, on the model's own scale.</param>
public sealed record ModelScores(string Name, IReadOnlyList<double> Scores)
{
    /// <summary>From a policy's scores: the expected score, or the mean of the samples where the style hides it.</summary>
    /// <exception cref="ArgumentException">A picture has no score.</exception>
    public static ModelScores Of(string name, IReadOnlyList<ImageScores> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return new ModelScores(name, [.. scores.Select(s => s.Expected ?? s.Mean
            ?? throw new ArgumentException($"{name}: expected a score for every picture, but no answer on {s.Image.Id} was one.", nameof(scores)))]);
    }

    /// <summary>The scores with mean 0 and standard deviation 1.</summary>
    /// <exception cref="ArgumentException">A score is not finite, or all are the same.</exception>
    internal double[] Standard()
    {
        var mean = Scores.Average();
        var deviation = Math.Sqrt(Scores.Average(s => (s - mean) * (s - mean)));
        if (!double.IsFinite(deviation)) throw new ArgumentException($"{Name}: expected finite scores.");
        if (Scores.All(s => s.Equals(Scores[0]))) throw new ArgumentException($"{Name}: expected scores that differ, but all {Scores.Count} pictures have {Scores[0]:0.###}.");
        return [.. Scores.Select(s => (s - mean) / deviation)];
    }
}
