namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>A table of 256 values for each channel.</summary>
internal static class ChannelTables
{
    /// <summary>The picture through the tables of R, G and B.</summary>
    public static RgbImage Apply(RgbImage image, byte[][] tables)
    {
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i += 3)
            for (var c = 0; c < 3; c++) pixels[i + c] = tables[c][image.Pixels[i + c]];
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>How often each of the 256 values occurs in R, G and B.</summary>
    public static int[][] Histograms(RgbImage image)
    {
        int[][] counts = [new int[256], new int[256], new int[256]];
        for (var i = 0; i < image.Pixels.Length; i += 3)
            for (var c = 0; c < 3; c++) counts[c][image.Pixels[i + c]]++;
        return counts;
    }
}
