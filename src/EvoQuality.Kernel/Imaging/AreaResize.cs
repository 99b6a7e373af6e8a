using EvoQuality.Imaging.Distortions;

namespace EvoQuality.Imaging;

/// <summary>
/// Shrinking by exact area averages: every target pixel is the mean of the source rectangle it covers.
/// </summary>
internal static class AreaResize
{
    /// <summary>The rectangle of the picture (whole pixels, inside it) shrunk to columns x rows.</summary>
    public static RgbImage Resize(RgbImage image, int left, int top, int width, int height, int columns, int rows)
    {
        var horizontal = Spans(left, width, columns);
        var vertical = Spans(top, height, rows);
        var squeezed = new float[columns * height * 3]; // (height, columns, C)
        for (var y = 0; y < height; y++)
            for (var column = 0; column < columns; column++)
            {
                float r = 0, g = 0, b = 0;
                var from = ((y + top) * image.Width) + horizontal[column].First;
                foreach (var weight in horizontal[column].Weights)
                {
                    r += weight * image.Pixels[3 * from];
                    g += weight * image.Pixels[(3 * from) + 1];
                    b += weight * image.Pixels[(3 * from) + 2];
                    from++;
                }

                var to = ((y * columns) + column) * 3;
                (squeezed[to], squeezed[to + 1], squeezed[to + 2]) = (r, g, b);
            }

        var result = new RgbImage(columns, rows);
        var sum = new float[columns * 3];
        for (var row = 0; row < rows; row++)
        {
            Array.Clear(sum);
            var from = vertical[row].First - top;
            foreach (var weight in vertical[row].Weights)
            {
                var line = squeezed.AsSpan(from++ * sum.Length, sum.Length);
                for (var i = 0; i < sum.Length; i++) sum[i] += weight * line[i];
            }

            for (var i = 0; i < sum.Length; i++) result.Pixels[(row * sum.Length) + i] = PixelMath.ToByte(sum[i]);
        }

        return result;
    }

    private static (int First, float[] Weights)[] Spans(int start, int length, int cells)
    {
        var spans = new (int First, float[] Weights)[cells];
        for (var cell = 0; cell < cells; cell++)
        {
            // In units of 1 / cells pixel every bound is a whole number.
            var (low, high) = ((long)cell * length, (cell + 1L) * length);
            var first = (int)(low / cells);
            var weights = new float[(int)((high + cells - 1) / cells) - first];
            for (var i = 0; i < weights.Length; i++)
            {
                var pixel = (first + (long)i) * cells;
                weights[i] = (float)(Math.Min(high, pixel + cells) - Math.Max(low, pixel)) / length;
            }

            spans[cell] = (start + first, weights);
        }

        return spans;
    }
}
