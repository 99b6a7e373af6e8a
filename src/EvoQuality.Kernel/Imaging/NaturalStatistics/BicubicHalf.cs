namespace EvoQuality.Imaging.NaturalStatistics;

/// <summary>
/// Half size as MATLAB's imresize(image, 0.5): the cubic kernel of Keys (a = -1/2) stretched by two, the border mirrored, not rounded.
/// </summary>
internal static class BicubicHalf
{
    /// <summary>The kernel at ±0.5, ±1.5, ±2.5 and ±3.5 pixels.</summary>
    private static readonly double[] Weights = [0.43359375, 0.11328125, -0.03515625, -0.01171875];

    /// <summary>The plane with half as many rows and columns, rounded up.</summary>
    public static LumaPlane Of(LumaPlane plane)
    {
        var narrow = AlongRows(plane);
        return Transposed(AlongRows(Transposed(narrow)));
    }

    private static LumaPlane AlongRows(LumaPlane plane)
    {
        var columns = (plane.Width + 1) / 2;
        var result = new double[columns * plane.Height];
        for (var y = 0; y < plane.Height; y++)
        {
            var row = plane.Values.AsSpan(y * plane.Width, plane.Width);
            for (var x = 0; x < columns; x++)
            {
                var sum = 0.0;
                for (var k = 0; k < Weights.Length; k++)
                    sum += Weights[k] * (row[Mirrored((2 * x) - k, row.Length)] + row[Mirrored((2 * x) + 1 + k, row.Length)]);
                result[(y * columns) + x] = sum;
            }
        }

        return new LumaPlane(columns, plane.Height, result);
    }

    private static LumaPlane Transposed(LumaPlane plane)
    {
        var values = new double[plane.Values.Length];
        for (var y = 0; y < plane.Height; y++)
            for (var x = 0; x < plane.Width; x++) values[(x * plane.Height) + y] = plane.Values[(y * plane.Width) + x];
        return new LumaPlane(plane.Height, plane.Width, values);
    }

    /// <summary>… 1 0 | 0 1 2 … n-1 | n-1 n-2 …</summary>
    private static int Mirrored(int at, int length)
    {
        at = ((at % (2 * length)) + (2 * length)) % (2 * length);
        return at < length ? at : (2 * length) - 1 - at;
    }
}
