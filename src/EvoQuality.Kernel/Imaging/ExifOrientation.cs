using SkiaSharp;

namespace EvoQuality.Imaging;

/// <summary>Turns stored pixels the way the camera was held (EXIF tag 274, values 1 to 8).</summary>
internal sealed class ExifOrientation
{
    private readonly int _columns;
    private readonly int _start;
    private readonly int _right;
    private readonly int _down;

    /// <summary>For a picture stored with the given columns and rows.</summary>
    public ExifOrientation(int columns, int rows, SKEncodedOrigin origin)
    {
        // Pixels from the upright picture's first to the place of the first stored one, and from there per column and row.
        var last = (columns * rows) - 1;
        (_start, _right, _down) = origin switch
        {
            SKEncodedOrigin.TopLeft => (0, 1, columns),
            SKEncodedOrigin.TopRight => (columns - 1, -1, columns),
            SKEncodedOrigin.BottomRight => (last, -1, -columns),
            SKEncodedOrigin.BottomLeft => (last - columns + 1, 1, -columns),
            SKEncodedOrigin.LeftTop => (0, rows, 1),
            SKEncodedOrigin.RightTop => (rows - 1, rows, -1),
            SKEncodedOrigin.RightBottom => (last, -rows, -1),
            SKEncodedOrigin.LeftBottom => (last - rows + 1, -rows, 1),
            _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "EXIF has orientations 1 to 8."),
        };
        _columns = columns;
        var lying = origin >= SKEncodedOrigin.LeftTop;
        Upright = lying ? new RgbImage(rows, columns) : new RgbImage(columns, rows);
    }

    /// <summary>The picture as it is to be seen; black where no row was put yet.</summary>
    public RgbImage Upright { get; }

    /// <summary>Puts stored RGBA rows (Y, X, 4) in their place. Alpha is dropped, not composited.</summary>
    public void Put(ReadOnlySpan<byte> rgba, int firstRow)
    {
        var to = Upright.Pixels;
        for (int from = 0, row = firstRow; from < rgba.Length; row++)
        {
            var at = (_start + (row * _down)) * 3;
            for (var x = 0; x < _columns; x++, from += 4, at += _right * 3)
                (to[at], to[at + 1], to[at + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
        }
    }
}
