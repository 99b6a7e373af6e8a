using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>Averages over square cells, shown as flat cells; the law is the side of a cell in pixels.</summary>
internal static class Pixelate
{
    private static readonly SeverityLaw Side = new(1, 1.8, 2.5, 3.5, 5, 7);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source)
    {
        var side = Side.At(severity);
        var columns = Math.Max(1, (int)Math.Round(image.Width / side));
        var rows = Math.Max(1, (int)Math.Round(image.Height / side));
        var small = AreaResize.Resize(image, 0, 0, image.Width, image.Height, columns, rows);
        var result = new RgbImage(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
            {
                var cell = ((y * rows / image.Height) * columns) + (x * columns / image.Width);
                small.Pixels.AsSpan(cell * 3, 3).CopyTo(result.Pixels.AsSpan(((y * image.Width) + x) * 3));
            }

        return result;
    }
}
