namespace EvoQuality.Statistics;

/// <summary>
/// SRCC of many resamples of the same images. Values are sorted once, into dense levels; a resample is then ranked by
/// counting how often each level was drawn, with no further sort: linear in images and levels.
/// </summary>
internal sealed class ResampledSpearman : IResampledStatistic
{
    private readonly int[] _order, _x, _y, _countX, _countY, _times;
    private readonly double[] _rankX, _rankY;

    public ResampledSpearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Correlation.ExpectPairs(x, y);
        var (levelsX, distinctX) = Ranks.Dense(x);
        var (levelsY, distinctY) = Ranks.Dense(y);

        // Visited in the order of x, so that one of the two tables is read from front to back.
        _order = [.. Enumerable.Range(0, x.Length)];
        Array.Sort((int[])levelsX.Clone(), _order);
        (_x, _y) = (Array.ConvertAll(_order, i => levelsX[i]), Array.ConvertAll(_order, i => levelsY[i]));
        (_countX, _countY, _times) = (new int[distinctX], new int[distinctY], new int[x.Length]);
        (_rankX, _rankY) = (new double[distinctX], new double[distinctY]);
    }

    /// <summary>SRCC on the images with these indices (repeats included), or null where it is undefined.</summary>
    public double? OfDrawn(int[] images)
    {
        Array.Clear(_times);
        foreach (var image in images) _times[image]++;
        return Of(_times);
    }

    /// <inheritdoc/>
    public double? Of(ReadOnlySpan<int> times)
    {
        Array.Clear(_countX);
        Array.Clear(_countY);
        var items = 0;
        for (var k = 0; k < _order.Length; k++)
        {
            var drawn = times[_order[k]];
            _countX[_x[k]] += drawn;
            _countY[_y[k]] += drawn;
            items += drawn;
        }

        var middle = (items + 1) / 2.0;
        var xx = Centre(_countX, _rankX, middle);
        var yy = Centre(_countY, _rankY, middle);
        var xy = 0.0; // ranks are multiples of 1/2: these sums are exact for any realistic number of images
        for (var k = 0; k < _order.Length; k++) xy += times[_order[k]] * _rankX[_x[k]] * _rankY[_y[k]];
        return Correlation.Ratio(xx, yy, xy);
    }

    /// <summary>Mean rank of each level less the middle rank; returns the sum of their squares over the items.</summary>
    private static double Centre(int[] counts, double[] ranks, double middle)
    {
        var (below, squares) = (0, 0.0);
        for (var level = 0; level < counts.Length; level++)
        {
            var rank = below + ((counts[level] + 1) / 2.0) - middle;
            ranks[level] = rank;
            squares += counts[level] * rank * rank;
            below += counts[level];
        }

        return squares;
    }
}
