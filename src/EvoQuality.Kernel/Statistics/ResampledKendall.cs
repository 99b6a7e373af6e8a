namespace EvoQuality.Statistics;

/// <summary>
/// KRCC (tau-b) of many resamples of the same images. Images are sorted once; a resample is one walk through them that
/// counts discordant pairs with a tree of sums over the levels of y: n log n (Knight 1966, with a tree for the merges).
/// </summary>
internal sealed class ResampledKendall : IResampledStatistic
{
    private readonly int[] _order, _x, _y, _countX, _countY, _tree;

    public ResampledKendall(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Correlation.ExpectPairs(x, y);
        var (levelsX, distinctX) = Ranks.Dense(x);
        var (levelsY, distinctY) = Ranks.Dense(y);
        _order = [.. Enumerable.Range(0, x.Length)];
        var keys = Array.ConvertAll(_order, i => ((long)levelsX[i] << 32) | (uint)levelsY[i]);
        Array.Sort(keys, _order);
        (_x, _y) = (Array.ConvertAll(_order, i => levelsX[i]), Array.ConvertAll(_order, i => levelsY[i]));
        (_countX, _countY, _tree) = (new int[distinctX], new int[distinctY], new int[distinctY + 1]);
    }

    /// <inheritdoc/>
    public double? Of(ReadOnlySpan<int> times)
    {
        Array.Clear(_countX);
        Array.Clear(_countY);
        Array.Clear(_tree);
        long items = 0, tiedBoth = 0, discordant = 0;
        for (var from = 0; from < _order.Length;)
        {
            var to = from; // images from..to share their x: they are discordant with earlier ones only
            for (; to < _order.Length && _x[to] == _x[from]; to++)
            {
                var drawn = times[_order[to]];
                if (drawn > 0) discordant += drawn * (items - UpTo(_y[to]));
            }

            var (inGroup, same) = (0, 0L);
            for (var k = from; k < to; k++)
            {
                var drawn = times[_order[k]];
                same = k > from && _y[k] == _y[k - 1] ? same + drawn : drawn;
                if (k + 1 == to || _y[k + 1] != _y[k]) tiedBoth += Pairs(same);
                if (drawn == 0) continue;
                Add(_y[k], drawn);
                _countY[_y[k]] += drawn;
                inGroup += drawn;
            }

            _countX[_x[from]] = inGroup;
            items += inGroup;
            from = to;
        }

        long all = Pairs(items), tiedX = Tied(_countX), tiedY = Tied(_countY);
        if (tiedX == all || tiedY == all) return null;
        var lead = all - tiedX - tiedY + tiedBoth - (2 * discordant);
        return Math.Clamp(lead / Math.Sqrt(all - tiedX) / Math.Sqrt(all - tiedY), -1, 1);
    }

    private static long Pairs(long items) => items * (items - 1) / 2;

    private static long Tied(int[] counts)
    {
        var pairs = 0L;
        foreach (var count in counts) pairs += Pairs(count);
        return pairs;
    }

    /// <summary>Items so far whose level of y is at most this.</summary>
    private long UpTo(int level)
    {
        var sum = 0L;
        for (var at = level + 1; at > 0; at &= at - 1) sum += _tree[at];
        return sum;
    }

    private void Add(int level, int items)
    {
        for (var at = level + 1; at < _tree.Length; at += at & -at) _tree[at] += items;
    }
}
