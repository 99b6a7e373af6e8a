namespace EvoQuality.Datasets;

/// <summary>What a data set's mean opinion scores (MOS) mean.</summary>
/// <param name="Low">Lowest value the scale allows.</param>
/// <param name="High">Highest value the scale allows; above <paramref name="Low"/>.</param>
/// <param name="HigherIsBetter">False for difference scores (DMOS).</param>
public sealed record MosScale(double Low, double High, bool HigherIsBetter)
{
    /// <summary>1 to 5, higher better: what prompts ask for and policies answer.</summary>
    public static MosScale FivePoints { get; } = new(1, 5, HigherIsBetter: true);

    /// <summary>The range of these scores, as DeQA-Score and VisualQuality-R1 take it; at least two different ones.</summary>
    /// <exception cref="ArgumentException">All scores are equal, or there are none.</exception>
    public static MosScale Observed(IReadOnlyCollection<double> scores, bool higherIsBetter)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0 || scores.Min().Equals(scores.Max()))
            throw new ArgumentException("A range needs two different scores.", nameof(scores));
        return new MosScale(scores.Min(), scores.Max(), higherIsBetter);
    }

    /// <summary>Whether the scale allows the score.</summary>
    public bool Allows(double mos) => Low <= mos && mos <= High;

    /// <summary>The score on 1 to 5, higher better: linear, so correlations keep their size, and their sign is made positive for the better.</summary>
    public double ToFivePoints(double mos) => 1 + (4 * (HigherIsBetter ? mos - Low : High - mos) / (High - Low));

    /// <summary>A standard deviation on that scale.</summary>
    public double ToFivePointSpread(double std) => 4 * std / (High - Low);
}
