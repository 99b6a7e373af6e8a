namespace EvoQuality.Imaging;

/// <summary>An 8-bit sRGB picture in memory: rows from top to bottom, three bytes (R, G, B) per pixel.</summary>
public sealed class RgbImage
{
    /// <summary>Wraps the bytes without copying them.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not width x height x 3.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length != (long)width * height * 3)
            throw new ArgumentException($"A {width}x{height} RGB picture has {(long)width * height * 3} bytes, but {pixels.Length} were given.", nameof(pixels));
        (Width, Height, Pixels) = (width, height, pixels);
    }

    /// <summary>A black picture.</summary>
    public RgbImage(int width, int height) : this(width, height, new byte[checked(width * height * 3)])
    {
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>(Height, Width, 3), row-major; shared, not copied.</summary>
    public byte[] Pixels { get; }

    /// <summary>A copy that shares nothing.</summary>
    public RgbImage Clone() => new(Width, Height, (byte[])Pixels.Clone());
}
