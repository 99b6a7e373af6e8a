namespace EvoQuality.Statistics;

/// <summary>
/// SRCC of many resamples of the same images. Values are sorted once, into dense levels; a resample is then ranked by
/// counting how often each level was drawn, with no further sort.
/// </summary>
internal sealed class ResampledSpearman
{
    private readonly int[] _x, _y, _drawnX, _drawnY, _countX, _countY;
    private readonly double[] _rankX, _rankY;

    public ResampledSpearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Correlation.ExpectPairs(x, y);
        (_x, var levelsX) = Ranks.Dense(x);
        (_y, var levelsY) = Ranks.Dense(y);
        (_drawnX, _drawnY) = (new int[x.Length], new int[y.Length]);
        (_countX, _countY) = (new int[levelsX], new int[levelsY]);
        (_rankX, _rankY) = (new double[levelsX], new double[levelsY]);
    }

    /// <summary>SRCC on the images with these n indices, or null where it is undefined.</summary>
    public double? Of(int[] images)
    {
        for (var i = 0; i < images.Length; i++) (_drawnX[i], _drawnY[i]) = (_x[images[i]], _y[images[i]]);
        Ranks.MeanRanks(_drawnX, _countX, _rankX);
        Ranks.MeanRanks(_drawnY, _countY, _rankY);

        var middle = (images.Length + 1) / 2.0;
        double xx = 0, yy = 0, xy = 0; // ranks are multiples of 1/2: these sums are exact for any realistic n
        for (var i = 0; i < images.Length; i++)
        {
            var (dx, dy) = (_rankX[_drawnX[i]] - middle, _rankY[_drawnY[i]] - middle);
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }

        return Correlation.Ratio(xx, yy, xy);
    }
}
