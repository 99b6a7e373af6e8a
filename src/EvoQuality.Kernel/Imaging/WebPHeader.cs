using System.Buffers.Binary;

namespace EvoQuality.Imaging;

/// <summary>What a WebP says of itself, read before a decoder takes memory for it.</summary>
/// <param name="Width">Columns; 0 where the first chunk is not a picture's.</param>
/// <param name="Height">Rows.</param>
/// <param name="FileBytes">Bytes that the file should have.</param>
internal readonly record struct WebPHeader(long Width, long Height, long FileBytes)
{
    private const int Start = 20; // RIFF, size, WEBP, name and size of the first chunk

    /// <summary>Reads the container and its first chunk: VP8X (canvas), VP8L (lossless) or VP8 (lossy).</summary>
    public static WebPHeader Read(ReadOnlySpan<byte> webp)
    {
        if (webp.Length < Start + 10) return new WebPHeader(0, 0, Start + 10);
        var bytes = 8 + (long)BinaryPrimitives.ReadUInt32LittleEndian(webp[4..]);
        var chunk = webp[Start..];
        var (width, height) = webp[12..16] switch
        {
            [(byte)'V', (byte)'P', (byte)'8', (byte)'X'] => (1 + Triple(chunk[4..]), 1 + Triple(chunk[7..])),
            [(byte)'V', (byte)'P', (byte)'8', (byte)'L'] => Lossless(BinaryPrimitives.ReadUInt32LittleEndian(chunk[1..])),
            [(byte)'V', (byte)'P', (byte)'8', (byte)' '] => (Short(chunk[6..]) & 0x3FFF, Short(chunk[8..]) & 0x3FFF),
            _ => (0, 0),
        };
        return new WebPHeader(width, height, bytes);
    }

    private static (long Width, long Height) Lossless(uint bits) => (1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF));

    private static long Short(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static long Triple(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
