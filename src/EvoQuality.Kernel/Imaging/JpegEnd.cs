using System.Buffers.Binary;

namespace EvoQuality.Imaging;

/// <summary>
/// Whether a JPEG is there to its end. The decoder does not say so of a progressive one: cut off, it would pass as a
/// blurred picture. Pillow asks for the end marker too.
/// </summary>
internal static class JpegEnd
{
    private const byte Marker = 0xFF, StartOfScan = 0xDA, EndOfImage = 0xD9;

    /// <summary>True if an end marker follows the first scan; those in a preview among the headers do not count.</summary>
    public static bool IsIn(ReadOnlySpan<byte> jpeg)
    {
        var rest = jpeg[2..];
        while (rest.Length >= 4 && rest[0] == Marker && rest[1] != StartOfScan)
        {
            var length = rest[1] == Marker ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]); // a fill byte, or a segment
            if (length > rest.Length) return false;
            rest = rest[length..];
        }

        return rest.IndexOf([Marker, EndOfImage]) >= 0;
    }
}
