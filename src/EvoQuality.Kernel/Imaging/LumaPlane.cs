namespace EvoQuality.Imaging;

/// <summary>One value per pixel, in double precision: the grey picture that measures and features are computed from.</summary>
internal sealed class LumaPlane(int width, int height, double[] values)
{
    /// <summary>Columns.</summary>
    public int Width => width;

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>(Height, Width), row-major.</summary>
    public double[] Values => values;

    /// <summary>0.299 R + 0.587 G + 0.114 B (ITU-R BT.601, full range), 0..255, not rounded.</summary>
    public static LumaPlane Of(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var grey = new double[image.Width * image.Height];
        for (int i = 0, from = 0; i < grey.Length; i++, from += 3)
            grey[i] = (0.299 * image.Pixels[from]) + (0.587 * image.Pixels[from + 1]) + (0.114 * image.Pixels[from + 2]);
        return new LumaPlane(image.Width, image.Height, grey);
    }

    /// <summary>Means of 2x2 pixels; the last row or column of an odd size is left out.</summary>
    public LumaPlane Halved()
    {
        var (columns, rows) = (width / 2, height / 2);
        var half = new double[columns * rows];
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var at = (2 * y * width) + (2 * x);
                half[(y * columns) + x] = (values[at] + values[at + 1] + values[at + width] + values[at + width + 1]) / 4;
            }
        }

        return new LumaPlane(columns, rows, half);
    }
}
