using ImageMagick;
using SkiaSharp;

namespace EvoQuality.Imaging;

/// <summary>
/// Picture files to <see cref="RgbImage"/> and back. JPEG, PNG, WebP and BMP go through SkiaSharp, TIFF
/// through Magick.NET. Grey and palette pictures become RGB; alpha is dropped and colour values stay as
/// stored, as Pillow's <c>convert("RGB")</c> does. Embedded colour profiles are ignored, as there.
/// <para>Departure from Pillow's default: EXIF orientation is honoured, so a picture is seen as people saw
/// it. The pixels are Pillow's, for JPEG too as long as both sides decode it with libjpeg-turbo; other
/// JPEG decoders may differ slightly.</para>
/// </summary>
public static class ImageCodec
{
    private const string Expected = "expected an image (JPEG, PNG, WebP, BMP or TIFF)";

    /// <summary>Reads a picture file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is empty, damaged, truncated or of another
    /// kind.</exception>
    public static RgbImage Decode(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: {Expected}, found no such file.", path);
        return Decode(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads a picture from memory; <paramref name="name"/> is what an error calls it.</summary>
    /// <exception cref="InvalidDataException">The bytes are empty, damaged, truncated or of another
    /// kind.</exception>
    public static RgbImage Decode(byte[] bytes, string name)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return (bytes.Length, ImageSignature.Read(bytes)) switch
        {
            (0, _) => throw Fault(name, "an empty file"),
            (var count, ImageFormat.Unknown) => throw Fault(
                name, $"{count} bytes of another kind (the first: {Convert.ToHexString(bytes, 0, Math.Min(8, count))})"),
            (_, ImageFormat.Tiff) => DecodeWithMagick(bytes, name),
            (_, var format) => DecodeWithSkia(bytes, name, format),
        };
    }

    /// <summary>Lossless PNG bytes.</summary>
    public static byte[] EncodePng(RgbImage image) =>
        Encode(image, p => p.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6)));

    /// <summary>JPEG bytes with 4:2:0 chroma, the usual choice of cameras and of Pillow.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">1 (coarse) to 100 (fine), the scale of libjpeg.</param>
    public static byte[] EncodeJpeg(RgbImage image, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return Encode(image, p => p.Encode(new SKJpegEncoderOptions(
            quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore)));
    }

    private static RgbImage DecodeWithSkia(byte[] bytes, string name, ImageFormat format)
    {
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data) ?? throw Fault(name, $"a damaged {format} of {bytes.Length} bytes");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        CheckSize(name, width, height);

        // No colour space asked for: values stay as stored. Unpremultiplied: so do the colours under alpha.
        var rgba = new byte[width * height * 4]; // (Y, X, 4)
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        SKCodecResult result;
        unsafe
        {
            fixed (byte* pixels = rgba) result = codec.GetPixels(info, (nint)pixels);
        }

        return result switch
        {
            SKCodecResult.Success => ExifOrientation.Upright(rgba, width, height, codec.EncodedOrigin),
            SKCodecResult.IncompleteInput => throw Fault(name, $"a truncated {format} of {bytes.Length} bytes"),
            _ => throw Fault(name, $"a damaged {format} of {bytes.Length} bytes ({result})"),
        };
    }

    private static RgbImage DecodeWithMagick(byte[] bytes, string name)
    {
        try
        {
            using var image = new MagickImage(bytes, MagickFormat.Tiff);
            CheckSize(name, image.Width, image.Height);
            image.AutoOrient();
            if (image.ColorSpace != ColorSpace.sRGB) image.ColorSpace = ColorSpace.sRGB;
            using var pixels = image.GetPixels();
            var rgb = pixels.ToByteArray(PixelMapping.RGB) ?? throw Fault(name, "a TIFF without pixels");
            return new RgbImage((int)image.Width, (int)image.Height, rgb);
        }
        catch (MagickException e)
        {
            throw new InvalidDataException($"{name}: {Expected}, found a damaged Tiff of {bytes.Length} bytes.", e);
        }
    }

    private static byte[] Encode(RgbImage image, Func<SKPixmap, SKData?> encode)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var bitmap = new SKBitmap(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var rgba = bitmap.GetPixelSpan(); // (Y, X, 4)
        for (int from = 0, to = 0; from < image.Pixels.Length; from += 3, to += 4)
        {
            image.Pixels.AsSpan(from, 3).CopyTo(rgba[to..]);
            rgba[to + 3] = 255;
        }

        using var pixmap = bitmap.PeekPixels();
        using var data = encode(pixmap) ?? throw new ArgumentException(
            $"A picture of {image.Width}x{image.Height} pixels is larger than the format allows.", nameof(image));
        return data.ToArray();
    }

    private static void CheckSize(string name, long width, long height)
    {
        if (width * height * 4 > Array.MaxLength)
            throw Fault(name, $"{width}x{height} pixels, more than 536 million");
    }

    private static InvalidDataException Fault(string name, string found) =>
        new($"{name}: {Expected}, found {found}.");
}
