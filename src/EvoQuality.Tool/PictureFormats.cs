using EvoQuality.Imaging;

namespace EvoQuality.Tool;

/// <summary>Whether the picture formats can be read: one small picture in each that keeps every pixel, and JPEG.</summary>
internal static class PictureFormats
{
    private const int Side = 2;

    // Red, green; blue, nearly black.
    private static readonly byte[] Pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30];

    private static readonly (string Format, string Package, byte[] File)[] Files =
    [
        ("PNG", Skia, Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP4z8DA8J+BgYHhP5eIHAAaWAM6guCrUwAAAABJRU5ErkJggg==")),
        ("WebP", Skia, Convert.FromBase64String("UklGRjIAAABXRUJQVlA4TCYAAAAvAUAAAB8gECB48L9qQ0iQ0P2/V4EAwYj/S/Mf+OSo4AYMEf0PAQ==")),
        ("BMP", Skia, Convert.FromBase64String("Qk1GAAAAAAAAADYAAAAoAAAAAgAAAAIAAAABABgAAAAAABAAAADEDgAAxA4AAAAAAAAAAAAA/wAAHhQKAAAAAP8A/wAAAA==")),
        ("TIFF", "Magick.NET-Q8-AnyCPU", Convert.FromBase64String("SUkqAAgAAAAKAAABBAABAAAAAgAAAAEBBAABAAAAAgAAAAIBAwADAAAAhgAAAAMBAwABAAAAAQAAAAYBAwABAAAAAgAAABEBBAABAAAAjAAAABUBAwABAAAAAwAAABYBBAABAAAAAgAAABcBBAABAAAADAAAABwBAwABAAAAAQAAAAAAAAAIAAgACAD/AAAA/wAAAP8KFB4=")),
    ];

    private const string Skia = "SkiaSharp";

    /// <summary>A finding per format.</summary>
    public static IEnumerable<Finding> All() =>
        Files.Select(one => Check(one.Format, one.Package, () => ImageCodec.Decode(one.File, one.Format).Pixels.AsSpan().SequenceEqual(Pixels)))
            .Prepend(Check("JPEG", Skia, JpegReturns));

    internal static Finding Check(string format, string package, Func<bool> decodes)
    {
        try
        {
            return decodes()
                ? new Finding(format, Verdict.Good, $"read by {package}")
                : new Finding(format, Verdict.Bad, "came back with other pixels", MachineChecks.Reinstall(package));
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or InvalidDataException)
        {
            return new Finding(format, Verdict.Bad, (e.InnerException ?? e).Message, MachineChecks.Reinstall(package));
        }
    }

    private static bool JpegReturns()
    {
        var grey = new RgbImage(Side, Side, [.. Enumerable.Repeat((byte)128, Pixels.Length)]);
        return ImageCodec.Decode(ImageCodec.EncodeJpeg(grey, 90), "JPEG").Pixels.AsSpan().SequenceEqual(grey.Pixels);
    }
}
