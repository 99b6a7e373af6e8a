namespace EvoQuality.Generation;

/// <summary>
/// Probabilities of the 401 scores 1.00, 1.01 … 5.00 of a direct answer, read from the logits token by token.
/// </summary>
public sealed class ScoreDistribution
{
    /// <summary>Number of scores.</summary>
    public const int Count = 401;

    private readonly double[] _probabilities;

    /// <summary>Normalises the weights.</summary>
    /// <param name="weights">401 probabilities of whole answers; their sum is the share of answers that are a score at all.</param>
    public ScoreDistribution(double[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Length != Count) throw new ArgumentException($"Expected {Count} weights, found {weights.Length}.", nameof(weights));
        ParsedShare = weights.Sum();
        _probabilities = ParsedShare > 0 ? [.. weights.Select(w => w / ParsedShare)] : new double[Count];
    }

    /// <summary>Probability that an answer is a score in 1..5 with two decimals.</summary>
    public double ParsedShare { get; }

    /// <summary>Probability of each score, given that there is one.</summary>
    public IReadOnlyList<double> Probabilities => _probabilities;

    /// <summary>Expected score in 1..5; null when no answer is a score.</summary>
    public double? Mean => ParsedShare > 0 ? _probabilities.Select((p, i) => p * ScoreAt(i)).Sum() : null;

    /// <summary>Standard deviation of one sampled score.</summary>
    public double? StandardDeviation =>
        Mean is { } mean ? Math.Sqrt(_probabilities.Select((p, i) => p * Math.Pow(ScoreAt(i) - mean, 2)).Sum()) : null;

    /// <summary>Entropy of one sampled score, nats.</summary>
    public double Entropy => -_probabilities.Where(p => p > 0).Sum(p => p * Math.Log(p));

    /// <summary>The score at an index: 1 + index / 100.</summary>
    public static double ScoreAt(int index) => 1 + (index / 100.0);
}
