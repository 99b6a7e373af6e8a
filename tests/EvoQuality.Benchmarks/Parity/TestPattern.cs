using EvoQuality.Imaging;

namespace EvoQuality.Benchmarks.Parity;

/// <summary>
/// A picture that both sides can make: smooth colours, hard saturated edges (resizing overshoots there) and a little
/// noise, in whole numbers. Its twin is <c>pattern</c> in environment/reference/make_image_fixture.py.
/// </summary>
public static class TestPattern
{
    /// <summary>The pattern of a size, in pixels.</summary>
    public static RgbImage Create(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 3;
                var (r, g, b) = Colour(x, y, width, height);
                image.Pixels[at] = WithNoise(r, x, y, 0);
                image.Pixels[at + 1] = WithNoise(g, x, y, 1);
                image.Pixels[at + 2] = WithNoise(b, x, y, 2);
            }

        return image;
    }

    private static (int R, int G, int B) Colour(int x, int y, int width, int height)
    {
        if (y >= height / 2 && x >= width / 2 && (x - (width / 2)) % 3 == 0) return (0, 255, 0);
        var inBox = y >= height / 4 && y < height / 2 && x >= width / 3 && x < width / 2;
        return inBox ? (255, 0, 255) : (x * 255 / width, y * 255 / height, (int)((long)x * y % 256));
    }

    private static byte WithNoise(int level, int x, int y, int channel)
    {
        var mixed = unchecked(((uint)x * 374761393) + ((uint)y * 668265263) + ((uint)channel * 2246822519));
        mixed = unchecked((mixed ^ (mixed >> 13)) * 1274126177);
        return (byte)Math.Clamp(level + (int)((mixed >> 16) % 7) - 3, 0, 255);
    }
}
