using System.Buffers.Binary;
using EvoQuality.Benchmarks.Parity;
using EvoQuality.Imaging;

namespace EvoQuality.Kernel.Tests;

public class ImageCodecTests
{
    private const string Expected = "expected an image (JPEG, PNG, WebP, BMP or TIFF), found ";

    /// <summary>Magick.NET rounds 16 bits (a TIFF's palette has them too) where Pillow keeps the high byte.</summary>
    private static readonly string[] Rounded = ["palette.tif", "grey-16.tif", "rgb-16.tif"];

    [Fact]
    public void Files_of_all_kinds_and_orientations_decode_as_transformers_loads_them()
    {
        var different = new List<string>();
        foreach (var (name, file, expected) in ImageFixture.Cases())
        {
            var image = ImageCodec.Decode(file, name);
            var same = (image.Width, image.Height) == (expected.Width, expected.Height)
                && image.Pixels.Zip(expected.Pixels, (a, b) => Math.Abs(a - b)).Max() <= (Rounded.Contains(name) ? 1 : 0);
            if (!same) different.Add(name);
        }

        Assert.Empty(different);
    }

    [Fact]
    public void Png_keeps_every_pixel()
    {
        var image = TestPattern.Create(97, 61);
        var again = ImageCodec.Decode(ImageCodec.EncodePng(image), "again");
        Assert.Equal((image.Width, image.Height), (again.Width, again.Height));
        Assert.Equal(image.Pixels, again.Pixels);
    }

    [Fact]
    public void Jpeg_of_higher_quality_is_larger_and_nearer()
    {
        var image = TestPattern.Create(97, 61); // made grey: quantisation is then the only loss, not chroma subsampling
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = image.Pixels[i / 3 * 3];
        var (coarse, fine) = (ImageCodec.EncodeJpeg(image, 10), ImageCodec.EncodeJpeg(image, 95));
        Assert.True(coarse.Length < fine.Length);
        Assert.True(Distance(image, coarse) > 2 * Distance(image, fine));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageCodec.EncodeJpeg(image, 0));

        static double Distance(RgbImage image, byte[] jpeg) =>
            image.Pixels.Zip(ImageCodec.Decode(jpeg, "jpeg").Pixels, (a, b) => Math.Abs(a - b)).Average();
    }

    [Theory]
    [InlineData(1, "RGBW")]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void Exif_orientation_turns_the_picture_upright(int orientation, string corners)
    {
        // Stored: red, green above blue, white; 48 wide and 32 high.
        var stored = new RgbImage(48, 32);
        for (var y = 0; y < 32; y++)
            for (var x = 0; x < 48; x++)
                Colour((y < 16, x < 24) switch { (true, true) => 'R', (true, false) => 'G', (false, true) => 'B', _ => 'W' })
                    .CopyTo(stored.Pixels, ((y * 48) + x) * 3);

        var image = ImageCodec.Decode(WithOrientation(ImageCodec.EncodeJpeg(stored, 95), orientation), "turned");

        Assert.Equal(orientation < 5 ? (48, 32) : (32, 48), (image.Width, image.Height));
        var (left, top, right, bottom) = (3, 3, image.Width - 4, image.Height - 4);
        (int X, int Y)[] places = [(left, top), (right, top), (left, bottom), (right, bottom)];
        foreach (var ((x, y), colour) in places.Zip(corners))
            for (var c = 0; c < 3; c++)
                Assert.InRange(image.Pixels[(((y * image.Width) + x) * 3) + c], Colour(colour)[c] - 12, Colour(colour)[c] + 12);
    }

    [Fact]
    public void An_empty_file_is_named() => AssertFault([], "an empty file");

    [Fact]
    public void A_text_file_is_named() => AssertFault("<html>no image"u8.ToArray(), "14 bytes of another kind (the first: 3C68746D6C3E6E6F)");

    [Fact]
    public void Truncated_files_are_named()
    {
        foreach (var (name, file, _) in ImageFixture.Cases())
            AssertFault(file[..(file.Length / 2)], $"a truncated or damaged {KindOf(name)} of {file.Length / 2} bytes.");
        AssertFault(ImageCodec.EncodePng(TestPattern.Create(9, 9))[..12], "a truncated or damaged Png of 12 bytes.");

        static string KindOf(string name) => Path.GetExtension(name) switch
        {
            ".png" => "Png",
            ".bmp" => "Bmp",
            ".tif" => "Tiff",
            ".webp" => "WebP",
            _ => "Jpeg",
        };
    }

    [Fact]
    public void A_header_that_claims_more_than_the_file_can_hold_is_refused_before_memory_is_taken()
    {
        var file = ImageCodec.EncodePng(TestPattern.Create(9, 9));
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 20_000); // the header's width and height, with its checksum
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 20_000);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc32(file.AsSpan(12, 17)));
        AssertCheapFault(file, "a truncated or damaged Png");
    }

    [Theory]
    [InlineData(30_000, 30_000, "30000x30000 pixels, more than 536 million")]
    [InlineData(20_000, 20_000, "a truncated or damaged Tiff of ")]
    public void A_tiff_header_that_claims_more_than_the_file_can_hold_is_refused_before_memory_is_taken(int width, int height, string found)
    {
        foreach (var little in new[] { true, false })
            foreach (var big in new[] { true, false })
            {
                Assert.Equal((width, height, 1), TiffHeader.Read(Tiff(width, height, little, big)) is var h ? (h.Width, h.Height, h.Compression) : default);
                AssertCheapFault(Tiff(width, height, little, big), found);
            }
    }

    [Fact]
    public void A_tiff_header_that_points_outside_of_the_file_says_nothing()
    {
        var tiff = Tiff(10, 10, little: true, big: false);
        tiff.AsSpan(4, 4).Fill(0xFF);
        Assert.Equal(new TiffHeader(0, 0, 1), TiffHeader.Read(tiff));
        Assert.Equal(default, TiffHeader.Read(tiff.AsSpan(0, 9)));
        AssertFault(tiff, "a truncated or damaged Tiff");
    }

    [Fact]
    public void A_webp_header_that_claims_more_than_a_picture_may_have_is_refused_before_memory_is_taken()
    {
        // An extended header with a canvas of 2^24 x 32 pixels and no picture.
        byte[] file = [.. "RIFF"u8, 22, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x1F, 0, 0];
        AssertCheapFault(file, "16777216x32 pixels, more than 536 million");
        file[27] = 3; // 2^24 x 4: allowed, but there is nothing
        AssertCheapFault(file, "a truncated or damaged WebP");
    }

    [Fact]
    public void The_headers_of_the_fixtures_say_their_size()
    {
        foreach (var (name, file, expected) in ImageFixture.Cases())
        {
            (long, long)? said = ImageSignature.Read(file) switch
            {
                ImageFormat.WebP => (WebPHeader.Read(file).Width, WebPHeader.Read(file).Height),
                ImageFormat.Tiff => (TiffHeader.Read(file).Width, TiffHeader.Read(file).Height),
                _ => null,
            };
            if (said is { } size) Assert.True(size == (expected.Width, expected.Height) || size == (expected.Height, expected.Width), $"{name}: {size}"); // some are turned
        }
    }

    [Fact]
    public void A_corrupt_file_is_named()
    {
        var file = ImageCodec.EncodePng(TestPattern.Create(97, 61));
        file.AsSpan(60, 400).Fill(0x55);
        AssertFault(file, "a truncated or damaged Png");
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var fault = Assert.Throws<FileNotFoundException>(() => ImageCodec.Decode("no/such.png"));
        Assert.StartsWith("no/such.png: expected an image", fault.Message);
    }

    /// <summary>A directory with width, height and no compression, whose one strip is missing.</summary>
    private static byte[] Tiff(int width, int height, bool little, bool big)
    {
        var bytes = new List<byte>();
        void Add(long value, int size)
        {
            var number = Enumerable.Range(0, size).Select(i => (byte)(value >> (8 * i)));
            bytes.AddRange(little ? number : number.Reverse());
        }

        bytes.AddRange(little ? "II"u8 : "MM"u8);
        Add(big ? 43 : 42, 2);
        if (big) Add(8, 4); // offsets of 8 bytes, then 0
        Add(big ? 16 : 8, big ? 8 : 4);
        Add(3, big ? 8 : 2);
        foreach (var (tag, value) in new[] { (256, width), (257, height), (259, 1) })
        {
            Add(tag, 2);
            Add(4, 2);
            Add(1, big ? 8 : 4);
            Add(value, 4);
            if (big) Add(0, 4);
        }

        Add(0, big ? 8 : 4);
        return [.. bytes];
    }

    private static void AssertCheapFault(byte[] file, string found)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertFault(file, found);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    private static void AssertFault(byte[] bytes, string found)
    {
        var fault = Assert.Throws<InvalidDataException>(() => ImageCodec.Decode(bytes, "photos/x.jpg"));
        Assert.StartsWith("photos/x.jpg: " + Expected + found, fault.Message);
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320);
        }

        return ~sum;
    }

    private static byte[] Colour(char name) => name switch
    {
        'R' => [230, 20, 20],
        'G' => [20, 200, 20],
        'B' => [20, 20, 220],
        _ => [240, 240, 240],
    };

    private static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        // APP1: "Exif", a big-endian TIFF header, one entry: tag 274, type 3 (short), count 1.
        byte[] exif = [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. exif, .. jpeg[2..]];
    }
}
