using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>Averaged down by the scale parameters[0], then shown as flat cells.</summary>
internal static class Cells
{
    public static RgbImage Apply(RgbImage image, double[] parameters, SeededSource source)
    {
        var (width, height) = (Math.Max(1, (int)(image.Width * parameters[0])), Math.Max(1, (int)(image.Height * parameters[0])));
        var small = AreaResize.Resize(image, 0, 0, image.Width, image.Height, width, height);
        var result = new RgbImage(image.Width, image.Height);
        int[] columns = [.. Enumerable.Range(0, image.Width).Select(x => (int)((x + 0.5) * width / image.Width) * 3)];
        for (var y = 0; y < image.Height; y++)
        {
            var from = small.Pixels.AsSpan((int)((y + 0.5) * height / image.Height) * width * 3, width * 3);
            var to = result.Pixels.AsSpan(y * image.Width * 3, image.Width * 3);
            for (var x = 0; x < columns.Length; x++)
                for (var c = 0; c < 3; c++) to[(x * 3) + c] = from[columns[x] + c];
        }

        return result;
    }
}
