using System.Globalization;
using EvoQuality.Foundations;
using ImageMagick;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>Encoded and decoded again.</summary>
internal static class Compressions
{
    /// <summary>JPEG (4:2:0) at quality parameters[0].</summary>
    public static RgbImage Jpeg(RgbImage image, double[] parameters, SeededSource source) =>
        JpegCompression.AtQuality(image, (int)parameters[0]);

    /// <summary>JPEG 2000 (OpenJPEG) at the rate that gives the PSNR parameters[0], in dB.</summary>
    public static RgbImage Jpeg2000(RgbImage image, double[] parameters, SeededSource source)
    {
        var layout = new PixelReadSettings((uint)image.Width, (uint)image.Height, StorageType.Char, PixelMapping.RGB);
        using var original = new MagickImage();
        original.ReadPixels(image.Pixels, layout);
        original.Settings.SetDefine(MagickFormat.Jp2, "quality", parameters[0].ToString(CultureInfo.InvariantCulture));
        using var coded = new MagickImage(original.ToByteArray(MagickFormat.Jp2), MagickFormat.Jp2);
        using var pixels = coded.GetPixels();
        return new RgbImage(image.Width, image.Height, pixels.ToByteArray(PixelMapping.RGB)!);
    }
}
