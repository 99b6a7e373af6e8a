namespace EvoQuality.Imaging;

/// <summary>
/// The size a picture is given before it is cut into patches (<c>smart_resize</c> of transformers and
/// qwen-vl-utils): both sides multiples of the factor, the area within the limits, the aspect ratio kept as
/// nearly as that allows.
/// </summary>
public static class SmartResize
{
    private const int MaxAspectRatio = 200;

    /// <summary>
    /// Size after resizing, in pixels. Small pictures are enlarged to the smallest area. Of a picture much longer than
    /// wide the area may exceed the largest: no side goes below one factor.
    /// </summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="factor">Both sides become multiples of it, halves rounded to even; at least 1.</param>
    /// <param name="limits">Bounds on the area.</param>
    /// <exception cref="ArgumentException">One side is more than 200 times the other, or a limit is out of range.</exception>
    public static (int Width, int Height) Fit(int width, int height, int factor, PixelLimits limits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        limits.Validate();
        if ((double)Math.Max(width, height) / Math.Min(width, height) > MaxAspectRatio)
        {
            throw new ArgumentException(
                $"A picture must have no side more than {MaxAspectRatio} times the other, but has {width}x{height} pixels.");
        }

        double unit = factor;
        var area = (double)width * height;
        var (w, h) = (RoundToEven(width / unit), RoundToEven(height / unit));
        if (w * h * unit * unit > limits.Max)
        {
            var beta = Math.Sqrt(area / limits.Max);
            w = Math.Max(1, Math.Floor(width / beta / unit));
            h = Math.Max(1, Math.Floor(height / beta / unit));
        }
        else if (w * h * unit * unit < limits.Min)
        {
            var beta = Math.Sqrt(limits.Min / area);
            (w, h) = (Math.Ceiling(width * beta / unit), Math.Ceiling(height * beta / unit));
        }

        return (checked((int)(w * unit)), checked((int)(h * unit)));
    }

    /// <summary>Python's <c>round</c>.</summary>
    private static double RoundToEven(double value) => Math.Round(value, MidpointRounding.ToEven);
}
