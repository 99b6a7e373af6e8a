using System.Buffers.Binary;
using SkiaSharp;

namespace EvoQuality.Imaging;

/// <summary>EXIF orientation of a PNG (its <c>eXIf</c> chunk), which SkiaSharp reads from JPEG and WebP only.</summary>
internal static class PngOrientation
{
    private const int SignatureLength = 8, ChunkFrame = 12, EntryLength = 12, OrientationTag = 274;

    /// <summary>The orientation; upright where the file says none or says it wrongly.</summary>
    public static SKEncodedOrigin Read(ReadOnlySpan<byte> png)
    {
        for (var rest = png[SignatureLength..]; rest.Length >= ChunkFrame;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkFrame) break;
            if (rest[4..8].SequenceEqual("eXIf"u8)) return FromTiff(rest.Slice(8, (int)length));
            rest = rest[(ChunkFrame + (int)length)..];
        }

        return SKEncodedOrigin.TopLeft;
    }

    private static SKEncodedOrigin FromTiff(ReadOnlySpan<byte> exif)
    {
        if (exif.Length < 8) return SKEncodedOrigin.TopLeft;
        var little = exif[0] == 'I';
        var directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(exif[4..]) : BinaryPrimitives.ReadUInt32BigEndian(exif[4..]);
        if (directory > exif.Length - 2) return SKEncodedOrigin.TopLeft;
        var entries = exif[((int)directory + 2)..];
        for (; entries.Length >= EntryLength; entries = entries[EntryLength..])
            if (Short(entries) == OrientationTag && Short(entries[8..]) is >= 1 and <= 8 and var value) return (SKEncodedOrigin)value;
        return SKEncodedOrigin.TopLeft;

        ushort Short(ReadOnlySpan<byte> at) =>
            little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);
    }
}
