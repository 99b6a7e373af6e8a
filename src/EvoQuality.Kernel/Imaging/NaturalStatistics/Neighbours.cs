namespace EvoQuality.Imaging.NaturalStatistics;

/// <summary>Products of each value with its neighbour to the right, below, below right and above right, wrapping around.</summary>
internal static class Neighbours
{
    /// <summary>(rows, columns) of the four published shifts, in order.</summary>
    private static readonly (int Rows, int Columns)[] Shifts = [(0, 1), (1, 0), (1, 1), (-1, 1)];

    /// <summary>One array of products per direction, for a rectangle of the plane.</summary>
    public static IEnumerable<double[]> Products(LumaPlane plane, int left, int top, int width, int height)
    {
        foreach (var (rows, columns) in Shifts)
        {
            var products = new double[width * height];
            for (var y = 0; y < height; y++)
            {
                var here = ((top + y) * plane.Width) + left;
                var there = ((top + Wrapped(y - rows, height)) * plane.Width) + left;
                for (var x = 0; x < width; x++)
                    products[(y * width) + x] = plane.Values[here + x] * plane.Values[there + Wrapped(x - columns, width)];
            }

            yield return products;
        }
    }

    /// <summary>The values of a rectangle.</summary>
    public static double[] Block(LumaPlane plane, int left, int top, int width, int height)
    {
        var values = new double[width * height];
        for (var y = 0; y < height; y++)
            plane.Values.AsSpan(((top + y) * plane.Width) + left, width).CopyTo(values.AsSpan(y * width));
        return values;
    }

    private static int Wrapped(int at, int length) => at < 0 ? at + length : at >= length ? at - length : at;
}
