namespace EvoQuality.Statistics;

/// <summary>Ranks of values, for rank correlation.</summary>
public static class Ranks
{
    /// <summary>Ranks from 1 (smallest) to n (largest); equal values share the mean of the ranks they take up.</summary>
    /// <returns>(n) ranks in the order of <paramref name="values"/>; their sum is n(n+1)/2.</returns>
    /// <exception cref="ArgumentException">A value is not a number.</exception>
    public static double[] Average(ReadOnlySpan<double> values)
    {
        var (levels, count) = Dense(values);
        var meanRank = new double[count];
        MeanRanks(levels, new int[count], meanRank);
        return Array.ConvertAll(levels, level => meanRank[level]);
    }

    /// <summary>Dense ranks: 0 for the smallest distinct value, 1 for the next, and so on, and how many there are.</summary>
    internal static (int[] Levels, int Count) Dense(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++)
        {
            if (double.IsNaN(sorted[i])) throw new ArgumentException($"Value {i} is not a number and has no rank.", nameof(values));
            order[i] = i;
        }

        Array.Sort(sorted, order);
        var levels = new int[order.Length];
        var level = 0;
        for (var i = 0; i < order.Length; i++)
        {
            if (i > 0 && sorted[i] != sorted[i - 1]) level++;
            levels[order[i]] = level;
        }

        return (levels, order.Length == 0 ? 0 : level + 1);
    }

    /// <summary>Mean rank of each level among the given items, by counting: linear in items and levels.</summary>
    internal static void MeanRanks(ReadOnlySpan<int> levels, Span<int> counts, Span<double> meanRank)
    {
        counts.Clear();
        foreach (var level in levels) counts[level]++;
        var below = 0;
        for (var level = 0; level < counts.Length; level++)
        {
            meanRank[level] = below + ((counts[level] + 1) / 2.0);
            below += counts[level];
        }
    }
}
