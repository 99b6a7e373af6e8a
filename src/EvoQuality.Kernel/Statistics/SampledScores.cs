namespace EvoQuality.Statistics;

/// <summary>What one version of a scorer says about n images: the expected score, and N answers drawn around it.</summary>
public sealed class SampledScores
{
    /// <param name="expected">(n) expected scores, finite; they say how the version ranks the images.</param>
    /// <param name="samples">N columns of n: column k holds the k-th answer to every image, finite.</param>
    /// <exception cref="ArgumentException">There is no image or no column, the lengths differ, or a value is not finite.</exception>
    public SampledScores(double[] expected, IReadOnlyList<double[]> samples)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(samples);
        if (expected.Length == 0) throw new ArgumentException("Expected one image or more, found none.", nameof(expected));
        if (samples.Count == 0) throw new ArgumentException("Expected one sample per image or more, found none.", nameof(samples));
        foreach (var column in samples) Correlation.ExpectPairs(expected, column);
        (Expected, Samples) = (expected, samples);
    }

    /// <summary>(n) expected scores.</summary>
    public double[] Expected { get; }

    /// <summary>N columns of n answers.</summary>
    public IReadOnlyList<double[]> Samples { get; }

    /// <summary>n.</summary>
    public int Images => Expected.Length;
}
