using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>
/// Few values per channel by median cut (Heckbert 1982, in one dimension): the range with the most pixels is halved at its median
/// until there are parameters[0]; each is shown by its mean.
/// </summary>
internal static class MedianQuantization
{
    public static RgbImage Apply(RgbImage image, double[] parameters, SeededSource source) =>
        ChannelTables.Apply(image, [.. ChannelTables.Histograms(image).Select(h => Table(h, (int)parameters[0]))]);

    private static byte[] Table(int[] counts, int ranges)
    {
        var found = new List<(int From, int To, long Weight)> { (0, 256, counts.Sum(c => (long)c)) };
        while (found.Count < ranges)
        {
            var widest = found.Where(r => Values(counts, r.From, r.To) > 1).OrderByDescending(r => r.Weight).ThenBy(r => r.From).FirstOrDefault();
            if (widest.Weight == 0) break;
            var (middle, below) = Median(counts, widest.From, widest.To, widest.Weight);
            found.Remove(widest);
            found.Add((widest.From, middle, below));
            found.Add((middle, widest.To, widest.Weight - below));
        }

        var table = new byte[256];
        foreach (var (from, to, weight) in found)
        {
            var sum = Enumerable.Range(from, to - from).Sum(v => (double)v * counts[v]);
            table.AsSpan(from, to - from).Fill(weight == 0 ? (byte)from : PixelMath.ToByte(sum / weight));
        }

        return table;
    }

    /// <summary>The value that starts the upper half, and how many pixels lie below it; neither half is empty.</summary>
    private static (int Middle, long Below) Median(int[] counts, int from, int to, long weight)
    {
        var last = Array.FindLastIndex(counts, to - 1, to - from, c => c > 0);
        var (value, below) = (from, 0L);
        while (value < last && (below == 0 || below + (counts[value] / 2) < weight / 2)) below += counts[value++];
        return (value, below);
    }

    private static int Values(int[] counts, int from, int to) => counts.AsSpan(from, to - from).Length - counts.AsSpan(from, to - from).Count(0);
}
