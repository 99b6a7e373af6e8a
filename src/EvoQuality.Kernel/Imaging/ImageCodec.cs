using ImageMagick;
using SkiaSharp;

namespace EvoQuality.Imaging;

/// <summary>
/// Picture files to <see cref="RgbImage"/> and back. JPEG, PNG, WebP and BMP go through SkiaSharp, TIFF (its first page)
/// through Magick.NET. What comes out is what transformers' <c>load_image</c> takes from Pillow:
/// <list type="bullet">
/// <item>EXIF orientation is honoured, so a picture is seen as people saw it.</item>
/// <item>Grey, palette and CMYK pictures become RGB. Embedded colour profiles are ignored.</item>
/// <item>Alpha is dropped, not composited: the colours under transparent pixels count as stored, as in Pillow's
/// <c>convert("RGB")</c>. Whoever wants a background puts one before saving.</item>
/// <item>Of 16 bits per sample a PNG keeps the high byte, as in Pillow; a TIFF is rounded to the nearest of 256 levels, at
/// most one level from Pillow. One departure: Pillow cuts 16-bit grey off at level 255, which leaves a white picture;
/// here grey is reduced like colours.</item>
/// <item>JPEG pixels are Pillow's as long as both sides decode with libjpeg-turbo; other decoders may differ slightly.</item>
/// </list>
/// Memory: 3 bytes per pixel for a JPEG, 7 for the rest while they are read.
/// </summary>
public static class ImageCodec
{
    private const int StripRows = 64;

    // Deflate packs at most 1,032 bytes into one, of 8 one-bit pixels; JPEG, BMP and a TIFF's other codes pack less. A damaged
    // header that claims more shall not cost gigabytes. A WebP of one colour knows no such bound.
    private const long MostPixelsPerByte = 1032 * 8;

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

    /// <summary>Lossy WebP bytes: about half of JPEG's for small pictures on a page.</summary>
    /// <param name="image">The picture, at most 16,383 pixels a side.</param>
    /// <param name="quality">1 (coarse) to 100 (fine), the scale of libwebp.</param>
    public static byte[] EncodeWebP(RgbImage image, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return Encode(image, p => p.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, quality)));
    }

    private static RgbImage DecodeWithSkia(byte[] bytes, string name, ImageFormat format)
    {
        var damaged = Damaged(format, bytes);
        if (format == ImageFormat.WebP)
        {
            var header = WebPHeader.Read(bytes);
            CheckSize(name, header.Width, header.Height);
            if (header.FileBytes > bytes.Length) throw Fault(name, damaged);
        }

        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data) ?? throw Fault(name, damaged);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        CheckSize(name, width, height);
        if (format != ImageFormat.WebP && (long)width * height > MostPixelsPerByte * bytes.Length) throw Fault(name, damaged);
        if (format == ImageFormat.Jpeg && !JpegEnd.IsIn(bytes)) throw Fault(name, damaged);

        // No colour space asked for: values stay as stored. Unpremultiplied: so do the colours under alpha.
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var picture = new ExifOrientation(width, height, format == ImageFormat.Png ? PngOrientation.Read(bytes) : codec.EncodedOrigin);
        var inStrips = codec.StartScanlineDecode(info) == SKCodecResult.Success && codec.ScanlineOrder == SKCodecScanlineOrder.TopDown;
        var strip = inStrips ? Math.Min(StripRows, height) : height;
        var rgba = new byte[strip * info.RowBytes]; // (Y, X, 4)
        for (var row = 0; row < height; row += strip)
        {
            var rows = Math.Min(strip, height - row);
            if (!Read(codec, info, rgba, rows, inStrips)) throw Fault(name, damaged);
            picture.Put(rgba.AsSpan(0, rows * info.RowBytes), row);
        }

        return picture.Upright;
    }

    private static unsafe bool Read(SKCodec codec, SKImageInfo info, byte[] rgba, int rows, bool inStrips)
    {
        fixed (byte* pixels = rgba)
        {
            return inStrips
                ? codec.GetScanlines((nint)pixels, rows, info.RowBytes) == rows
                : codec.GetPixels(info, (nint)pixels) == SKCodecResult.Success;
        }
    }

    private static RgbImage DecodeWithMagick(byte[] bytes, string name)
    {
        var header = TiffHeader.Read(bytes);
        CheckSize(name, header.Width, header.Height);
        var pixels = header.Width * header.Height;
        if (pixels == 0 || (!header.Unbounded && pixels > MostPixelsPerByte * bytes.Length)) throw Fault(name, Damaged(ImageFormat.Tiff, bytes));
        try
        {
            using var image = new MagickImage(bytes, MagickFormat.Tiff);
            image.AutoOrient();
            if (image.ColorSpace != ColorSpace.sRGB) image.ColorSpace = ColorSpace.sRGB;
            using var decoded = image.GetPixels();
            var rgb = decoded.ToByteArray(PixelMapping.RGB) ?? throw Fault(name, "a TIFF without pixels");
            return new RgbImage((int)image.Width, (int)image.Height, rgb);
        }
        catch (MagickException e)
        {
            throw new InvalidDataException(Fault(name, Damaged(ImageFormat.Tiff, bytes)).Message, e);
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
        if ((Int128)width * height * 4 > Array.MaxLength)
            throw Fault(name, $"{width}x{height} pixels, more than 536 million");
    }

    private static string Damaged(ImageFormat format, byte[] bytes) => $"a truncated or damaged {format} of {bytes.Length} bytes";

    private static InvalidDataException Fault(string name, string found) =>
        new($"{name}: {Expected}, found {found}.");
}
