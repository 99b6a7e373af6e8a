using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>
/// Few values per channel: parameters[0] classes whose bounds give the least variance within classes (multi-level Otsu, solved
/// exactly by dynamic programming over the histogram), shown as equal steps from the channel's smallest value on, as published: the
/// steps do not follow the classes, so tones shift as well.
/// </summary>
internal static class OtsuQuantization
{
    public static RgbImage Apply(RgbImage image, double[] parameters, SeededSource source) =>
        ChannelTables.Apply(image, [.. ChannelTables.Histograms(image).Select(h => Table(h, (int)parameters[0]))]);

    private static byte[] Table(int[] counts, int classes)
    {
        var (low, high) = (Array.FindIndex(counts, c => c > 0), Array.FindLastIndex(counts, c => c > 0));
        var table = new byte[256];
        var bounds = Bounds(counts, classes);
        for (int value = 0, label = 0; value < 256; value++)
        {
            while (label < bounds.Length && value >= bounds[label]) label++;
            table[value] = PixelMath.ToByte(low + ((double)label * (high - low) / classes));
        }

        return table;
    }

    /// <summary>The first value of each class but the first, ascending; fewer classes where there are fewer values.</summary>
    internal static int[] Bounds(int[] counts, int classes)
    {
        // Only values that occur: classes are runs of them.
        int[] values = [.. Enumerable.Range(0, counts.Length).Where(v => counts[v] > 0)];
        classes = Math.Min(classes, values.Length);
        var (weight, sum) = (new double[values.Length + 1], new double[values.Length + 1]);
        for (var i = 0; i < values.Length; i++)
        {
            weight[i + 1] = weight[i] + counts[values[i]];
            sum[i + 1] = sum[i] + ((double)counts[values[i]] * values[i]);
        }

        // The variance within is least where the sum over classes of (sum of values)² / weight is most.
        double Gain(int from, int to) => (sum[to] - sum[from]) * (sum[to] - sum[from]) / (weight[to] - weight[from]);
        var best = new double[values.Length + 1];
        var starts = new int[classes, values.Length + 1];
        for (var end = 1; end <= values.Length; end++) best[end] = Gain(0, end);
        for (var k = 1; k < classes; k++)
        {
            for (var end = values.Length; end > k; end--)
            {
                best[end] = double.NegativeInfinity;
                for (var start = k; start < end; start++)
                {
                    var gain = best[start] + Gain(start, end);
                    if (gain > best[end]) (best[end], starts[k, end]) = (gain, start);
                }
            }
        }

        var bounds = new int[classes - 1];
        for (int k = classes - 1, end = values.Length; k > 0; k--)
        {
            end = starts[k, end];
            bounds[k - 1] = values[end];
        }

        return bounds;
    }
}
