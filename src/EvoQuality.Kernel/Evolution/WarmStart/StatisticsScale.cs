namespace EvoQuality.Evolution.WarmStart;

/// <summary>Mean and deviation of every statistic over some examples: statistics are learned in deviations from the mean.</summary>
internal sealed class StatisticsScale
{
    private const float Most = 4;
    private readonly double[] _mean;
    private readonly double[] _deviation;

    /// <param name="examples">Two or more that differ.</param>
    public StatisticsScale(IReadOnlyList<Example> examples)
    {
        _mean = [.. Enumerable.Range(0, examples[0].Statistics.Count).Select(i => examples.Average(e => e.Statistics[i]))];
        _deviation = [.. _mean.Select((mean, i) => Math.Sqrt(examples.Average(e => Math.Pow(e.Statistics[i] - mean, 2))))];
    }

    /// <summary>(examples, statistics) in deviations from the mean, at most four either way.</summary>
    public float[,] Deviations(IReadOnlyList<IReadOnlyList<double>> statistics)
    {
        var found = new float[statistics.Count, _mean.Length];
        for (var row = 0; row < statistics.Count; row++)
        {
            for (var i = 0; i < _mean.Length; i++)
                found[row, i] = Math.Clamp((float)((statistics[row][i] - _mean[i]) / _deviation[i]), -Most, Most);
        }

        return found;
    }
}
