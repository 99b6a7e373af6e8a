using EvoQuality.Foundations;
using SkiaSharp;

namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// Encoded as JPEG (4:2:0) and decoded again; the law is the encoder's quality setting, rounded
/// (XDIST: 25, 18, 12, 8, 5).
/// </summary>
internal static class JpegCompression
{
    private static readonly SeverityLaw Quality = new(95, 25, 16, 11, 8, 5);

    public static RgbImage Apply(RgbImage image, double severity, SeededSource source) =>
        AtQuality(image, (int)Math.Round(Quality.At(severity)));

    /// <summary>Encoded at a quality of 1 to 100 and decoded again.</summary>
    public static RgbImage AtQuality(RgbImage image, int quality)
    {
        var layout = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(layout);
        var rgba = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < image.Pixels.Length; from += 3, to += 4)
        {
            image.Pixels.AsSpan(from, 3).CopyTo(rgba[to..]);
            rgba[to + 3] = 255;
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        using var decoded = SKBitmap.Decode(encoded, layout);
        var result = new RgbImage(image.Width, image.Height);
        var back = decoded.GetPixelSpan();
        for (int from = 0, to = 0; to < result.Pixels.Length; from += 4, to += 3)
            back.Slice(from, 3).CopyTo(result.Pixels.AsSpan(to));
        return result;
    }
}
