namespace EvoQuality.Imaging;

/// <summary>
/// The size a picture is given before it is cut into patches (<c>smart_resize</c> of transformers and
/// qwen-vl-utils): both sides multiples of the factor, the area within the limits, the aspect ratio kept as
/// nearly as that allows.
/// </summary>
public static class SmartResize
{
    private const int MaxAspectRatio = 200;

    /// <summary>Size after resizing, in pixels. Very small pictures are enlarged to the smallest
    /// area.</summary>
    /// <exception cref="ArgumentException">One side is more than 200 times the other.</exception>
    public static (int Width, int Height) Fit(int width, int height, ImageProcessorOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(options);
        if ((double)Math.Max(width, height) / Math.Min(width, height) > MaxAspectRatio)
        {
            throw new ArgumentException(
                $"A picture must have no side more than {MaxAspectRatio} times the other, but has {width}x{height} pixels.");
        }

        double factor = options.Factor;
        var area = (double)width * height;
        var (w, h) = (RoundToEven(width / factor), RoundToEven(height / factor));
        if (w * h * factor * factor > options.MaxPixels)
        {
            var beta = Math.Sqrt(area / options.MaxPixels);
            w = Math.Max(1, Math.Floor(width / beta / factor));
            h = Math.Max(1, Math.Floor(height / beta / factor));
        }
        else if (w * h * factor * factor < options.MinPixels)
        {
            var beta = Math.Sqrt(options.MinPixels / area);
            (w, h) = (Math.Ceiling(width * beta / factor), Math.Ceiling(height * beta / factor));
        }

        return (checked((int)(w * factor)), checked((int)(h * factor)));
    }

    /// <summary>Python's <c>round</c>.</summary>
    private static double RoundToEven(double value) => Math.Round(value, MidpointRounding.ToEven);
}
