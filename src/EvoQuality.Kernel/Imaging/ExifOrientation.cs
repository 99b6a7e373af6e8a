using SkiaSharp;

namespace EvoQuality.Imaging;

/// <summary>Turns stored pixels the way the camera was held (EXIF tag 274, values 1 to 8).</summary>
internal static class ExifOrientation
{
    /// <summary>
    /// Packs RGBA rows as they lie in the file (Y, X, 4) into an upright RGB picture. Alpha is dropped, not
    /// composited.
    /// </summary>
    public static RgbImage Upright(ReadOnlySpan<byte> rgba, int width, int height, SKEncodedOrigin origin)
    {
        var lying = origin >= SKEncodedOrigin.LeftTop;
        var image = lying ? new RgbImage(height, width) : new RgbImage(width, height);
        var to = image.Pixels;
        for (int y = 0, at = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++, at += 3)
            {
                var (column, row) = origin switch
                {
                    SKEncodedOrigin.TopLeft => (x, y),
                    SKEncodedOrigin.TopRight => (width - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, height - 1 - x),
                    SKEncodedOrigin.RightBottom => (width - 1 - y, height - 1 - x),
                    SKEncodedOrigin.LeftBottom => (width - 1 - y, x),
                    _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "EXIF has orientations 1 to 8."),
                };
                rgba.Slice(((row * width) + column) * 4, 3).CopyTo(to.AsSpan(at));
            }
        }

        return image;
    }
}
