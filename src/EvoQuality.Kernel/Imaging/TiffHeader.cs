using System.Buffers.Binary;

namespace EvoQuality.Imaging;

/// <summary>
/// What a TIFF or BigTIFF says of its first page, read before a decoder takes memory for it.
/// </summary>
/// <param name="Width">Columns; 0 where the header does not say.</param>
/// <param name="Height">Rows; 0 where the header does not say.</param>
/// <param name="Compression">Tag 259; 1 is none.</param>
internal readonly record struct TiffHeader(long Width, long Height, long Compression)
{
    private const int WidthTag = 256, HeightTag = 257, CompressionTag = 259;

    /// <summary>
    /// Whether a page can be packed without limit: the fax codes (2 to 4) spend a bit on a row that is like the one above.
    /// </summary>
    public bool Unbounded => Compression is 2 or 3 or 4;

    /// <summary>Reads the first directory; what lies outside of the bytes counts as not said.</summary>
    public static TiffHeader Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 16) return default;
        var numbers = new Numbers(tiff, tiff[0] == 'I', tiff[2] == 43 || tiff[3] == 43);
        var (countBytes, entryBytes) = numbers.Big ? (8, 20) : (2, 12);
        var at = numbers.Big ? numbers.Read(8, 8) : numbers.Read(4, 4);
        var count = Math.Min(numbers.Read(at, countBytes), ushort.MaxValue);
        var (width, height, compression) = (0L, 0L, 1L);
        for (var entry = at + countBytes; count > 0; count--, entry += entryBytes)
        {
            var value = numbers.Value(entry);
            switch (numbers.Read(entry, 2))
            {
                case WidthTag: width = value; break;
                case HeightTag: height = value; break;
                case CompressionTag: compression = value; break;
            }
        }

        return new TiffHeader(width, height, compression);
    }

    /// <summary>Whole numbers of one to eight bytes in the file's byte order; 0 outside of the file and above 2^62.</summary>
    private readonly ref struct Numbers(ReadOnlySpan<byte> bytes, bool little, bool big)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        /// <summary>Whether offsets have eight bytes.</summary>
        public bool Big => big;

        public long Read(long at, int size)
        {
            if (at < 0 || at > _bytes.Length - size) return 0;
            var place = _bytes.Slice((int)at, size);
            Span<byte> whole = stackalloc byte[8];
            whole.Clear();
            place.CopyTo(little ? whole : whole[^size..]);
            var value = little ? BinaryPrimitives.ReadUInt64LittleEndian(whole) : BinaryPrimitives.ReadUInt64BigEndian(whole);
            return value > 1UL << 62 ? 0 : (long)value;
        }

        /// <summary>The first value of an entry: of type 1, 3, 4 or 16 (1, 2, 4 or 8 bytes).</summary>
        public long Value(long entry)
        {
            var size = Read(entry + 2, 2) switch { 1 => 1, 3 => 2, 4 => 4, 16 => 8, _ => 0 };
            return size == 0 ? 0 : Read(entry + (big ? 12 : 8), size);
        }
    }
}
