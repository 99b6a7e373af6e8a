using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace EvoQuality.Datasets.Tables;

/// <summary>
/// A reader of MATLAB's level 5 MAT-files, as far as label files need it: numeric arrays, text and cells of text, plain or
/// compressed, little-endian (MathWorks, "MAT-File Format", chapter 1).
/// </summary>
internal sealed class MatFile
{
    private const int HeaderBytes = 128;
    private readonly string _file;
    private readonly Dictionary<string, MatArray> _variables = new(StringComparer.Ordinal);

    private MatFile(string file) => _file = file;

    /// <summary>Reads all variables.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or a damaged one; names the byte.</exception>
    public static MatFile Open(string file)
    {
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: expected a MAT-file, found no such file.", file);
        var bytes = File.ReadAllBytes(file);
        var mat = new MatFile(file);
        if (bytes.Length < HeaderBytes) throw mat.Fault(0, $"a header of {HeaderBytes} bytes", $"{bytes.Length} bytes");
        if (bytes.AsSpan(0, 10).SequenceEqual("MATLAB 7.3"u8))
            throw mat.Fault(0, "a level 5 MAT-file", "MATLAB 7.3 (HDF5); save it again with -v7");
        if (bytes[126] != 'I' || bytes[127] != 'M')
            throw mat.Fault(126, "a little-endian level 5 MAT-file ('IM')", $"'{(char)bytes[126]}{(char)bytes[127]}'");
        for (var at = HeaderBytes; at < bytes.Length;)
        {
            var element = mat.Element(bytes, at, 0);
            at = element.Next;
            if (element.Type == MatType.Compressed) element = mat.Element(mat.Inflate(element), 0, element.Start);
            if (element.Type == MatType.Matrix && mat.Array(element) is { } array) mat._variables[array.Name] = array;
        }

        return mat;
    }

    /// <summary>The values of a numeric array, in the file's (column) order.</summary>
    public double[] Numbers(string name) => Variable(name).Numbers
        ?? throw new InvalidDataException($"{_file}: expected numbers in {name}, found another kind of array.");

    /// <summary>The texts of a cell array.</summary>
    public string[] Texts(string name)
    {
        var cells = Variable(name).Cells ?? throw new InvalidDataException($"{_file}: expected a cell of texts in {name}, found another kind of array.");
        return [.. cells.Select((c, i) => c.Text ?? throw new InvalidDataException($"{_file}: expected a text in {name}{{{i + 1}}}, found another kind of array."))];
    }

    private MatArray Variable(string name) => _variables.TryGetValue(name, out var found)
        ? found
        : throw new InvalidDataException($"{_file}: expected a variable {name}, found {(_variables.Count == 0 ? "none" : string.Join(", ", _variables.Keys))}.");

    /// <summary>The element that starts at a byte of a buffer; <paramref name="origin"/> is where the buffer came from.</summary>
    private MatElement Element(byte[] buffer, int at, int origin)
    {
        if (at + 8 > buffer.Length) throw Fault(origin + at, "an element", "the end of the file");
        var word = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(at));
        if (word >> 16 is var small and not 0) // up to four bytes lie in the tag itself
        {
            if (small > 4) throw Fault(origin + at, "an element of at most 4 bytes", $"{small}");
            return new MatElement((MatType)(word & 0xffff), buffer, at + 4, (int)small, at + 8, origin);
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(at + 4));
        if (size > buffer.Length - at - 8) throw Fault(origin + at, $"{size} bytes", $"{buffer.Length - at - 8} to the end of the file");
        var next = at + 8 + (int)size;
        if ((MatType)word != MatType.Compressed) next = Math.Min((next + 7) & ~7, buffer.Length);
        return new MatElement((MatType)word, buffer, at + 8, (int)size, next, origin);
    }

    private byte[] Inflate(MatElement element)
    {
        try
        {
            using var packed = new ZLibStream(new MemoryStream(element.Buffer, element.Start, element.Size), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            packed.CopyTo(plain);
            return plain.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{_file}, byte {element.Start}: expected compressed data, found a damaged stream ({e.Message.TrimEnd('.')}).", e);
        }
    }

    /// <summary>A matrix: flags, dimensions, name, then data. Kinds that labels never are give null.</summary>
    private MatArray? Array(MatElement matrix)
    {
        if (matrix.Size == 0) return new MatArray("", [], null, null); // MATLAB's empty cell
        var inside = matrix.Buffer.AsSpan(0, matrix.Start + matrix.Size).ToArray();
        var flags = Element(inside, matrix.Start, matrix.Origin);
        var sizes = Element(inside, flags.Next, matrix.Origin);
        var name = Element(inside, sizes.Next, matrix.Origin);
        if (flags.Size < 8) throw Fault(matrix.Origin + flags.Start, "8 bytes of flags", $"{flags.Size}");
        var kind = (MatClass)inside[flags.Start];
        var count = 1L;
        foreach (var side in Numbers(sizes)) count *= (long)side;
        var title = Encoding.ASCII.GetString(inside, name.Start, name.Size);
        switch (kind)
        {
            case MatClass.Cell:
                var cells = new List<MatArray>();
                for (var (i, at) = (0L, name.Next); i < count; i++)
                {
                    var cell = Element(inside, at, matrix.Origin);
                    if (cell.Type != MatType.Matrix) throw Fault(matrix.Origin + at, "an array in the cell", $"type {(uint)cell.Type}");
                    cells.Add(Array(cell) ?? new MatArray("", null, null, null));
                    at = cell.Next;
                }

                return new MatArray(title, null, null, cells);
            case MatClass.Char:
                return new MatArray(title, null, count == 0 ? "" : Text(Element(inside, name.Next, matrix.Origin)), null);
            case >= MatClass.Double and <= MatClass.UInt64:
                double[] values = count == 0 ? [] : Numbers(Element(inside, name.Next, matrix.Origin));
                return values.Length == count
                    ? new MatArray(title, values, null, null)
                    : throw Fault(matrix.Origin + name.Next, $"{count} numbers in {title}", $"{values.Length}");
            default:
                return null;
        }
    }

    private string Text(MatElement e) => e.Type switch
    {
        MatType.Utf8 or MatType.Int8 or MatType.UInt8 => Encoding.UTF8.GetString(e.Bytes),
        MatType.Utf16 or MatType.UInt16 => Encoding.Unicode.GetString(e.Bytes),
        MatType.Utf32 => Encoding.UTF32.GetString(e.Bytes),
        _ => throw Fault(e.Origin + e.Start, "text", $"data of type {(uint)e.Type}"),
    };

    private double[] Numbers(MatElement e) => e.Type switch
    {
        MatType.Int8 => Each(e, 1, b => (sbyte)b[0]),
        MatType.UInt8 => Each(e, 1, b => b[0]),
        MatType.Int16 => Each(e, 2, b => BinaryPrimitives.ReadInt16LittleEndian(b)),
        MatType.UInt16 => Each(e, 2, b => BinaryPrimitives.ReadUInt16LittleEndian(b)),
        MatType.Int32 => Each(e, 4, b => BinaryPrimitives.ReadInt32LittleEndian(b)),
        MatType.UInt32 => Each(e, 4, b => BinaryPrimitives.ReadUInt32LittleEndian(b)),
        MatType.Single => Each(e, 4, b => BinaryPrimitives.ReadSingleLittleEndian(b)),
        MatType.Double => Each(e, 8, b => BinaryPrimitives.ReadDoubleLittleEndian(b)),
        MatType.Int64 => Each(e, 8, b => BinaryPrimitives.ReadInt64LittleEndian(b)),
        MatType.UInt64 => Each(e, 8, b => BinaryPrimitives.ReadUInt64LittleEndian(b)),
        _ => throw Fault(e.Origin + e.Start, "numbers", $"data of type {(uint)e.Type}"),
    };

    private static double[] Each(MatElement e, int width, ReadNumber read)
    {
        var values = new double[e.Size / width];
        for (var i = 0; i < values.Length; i++) values[i] = read(e.Bytes[(i * width)..]);
        return values;
    }

    private InvalidDataException Fault(long at, string expected, string found) =>
        new($"{_file}, byte {at}: expected {expected}, found {found}.");

    private delegate double ReadNumber(ReadOnlySpan<byte> bytes);

    private enum MatType : uint
    {
        Int8 = 1, UInt8 = 2, Int16 = 3, UInt16 = 4, Int32 = 5, UInt32 = 6, Single = 7, Double = 9, Int64 = 12, UInt64 = 13,
        Matrix = 14, Compressed = 15, Utf8 = 16, Utf16 = 17, Utf32 = 18,
    }

    private enum MatClass : byte
    {
        Cell = 1, Struct = 2, Object = 3, Char = 4, Sparse = 5, Double = 6, Single = 7, Int8 = 8, UInt8 = 9, Int16 = 10,
        UInt16 = 11, Int32 = 12, UInt32 = 13, Int64 = 14, UInt64 = 15,
    }

    private readonly record struct MatElement(MatType Type, byte[] Buffer, int Start, int Size, int Next, int Origin)
    {
        public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(Start, Size);
    }

    private sealed record MatArray(string Name, double[]? Numbers, string? Text, IReadOnlyList<MatArray>? Cells);
}
