using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>
/// parameters[0] values over all channels, spread by the cumulated histogram: equalised and posterised at once.
/// </summary>
internal static class HistogramQuantization
{
    public static RgbImage Apply(RgbImage image, double[] parameters, SeededSource source)
    {
        var bins = (int)parameters[0];
        var counts = new long[bins];
        foreach (var histogram in ChannelTables.Histograms(image))
            for (var v = 0; v < 256; v++) counts[Math.Min(v * bins / 255, bins - 1)] += histogram[v];
        for (var b = 1; b < bins; b++) counts[b] += counts[b - 1];
        var least = counts.First(c => c > 0);
        double range = counts[^1] - least;
        var levels = counts.Select(c => c == 0 || range == 0 ? (byte)0 : PixelMath.ToByte(255 * ((c - least) / range))).ToArray();
        byte[] table = [.. Enumerable.Range(0, 256).Select(v => levels[(int)Math.Round(v * (bins - 1) / 255.0)])];
        return ChannelTables.Apply(image, [table, table, table]);
    }
}
