using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Weights;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Length">Bytes.</param>
public sealed record SafetensorsEntry(ScalarType Type, long[] Shape, long Offset, long Length);

/// <summary>
/// Reads a safetensors file: eight bytes of header length, a JSON header, then raw little-endian data.
/// The header is checked against the file's size when it is opened, so a truncated download is found at once.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly FileStream _stream;

    private SafetensorsFile(string path, FileStream stream, Dictionary<string, SafetensorsEntry> entries) =>
        (Path, _stream, Entries) = (path, stream, entries);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not a safetensors file, or shorter than its header says.</exception>
    public static SafetensorsFile Open(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: the weight file is missing.", path);
        var stream = File.OpenRead(path);
        try
        {
            return new SafetensorsFile(path, stream, ReadHeader(path, stream));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads one tensor into fresh CPU memory.</summary>
    /// <exception cref="KeyNotFoundException">The file has no tensor of this name.</exception>
    public Tensor Read(string name)
    {
        if (!Entries.TryGetValue(name, out var entry))
            throw new KeyNotFoundException($"{Path}: expected a tensor named {name}, but the file has none.");
        var tensor = torch.empty(entry.Shape, dtype: entry.Type);
        try
        {
            _stream.Position = entry.Offset;
            _stream.ReadExactly(tensor.bytes);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static Dictionary<string, SafetensorsEntry> ReadHeader(string path, FileStream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.Length < 8) throw Truncated(path, 8, stream.Length);
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length is < 2 or > 100_000_000)
            throw new InvalidDataException($"{path}: expected a safetensors file, but its header length reads {length}.");
        if (stream.Length < 8 + length) throw Truncated(path, 8 + length, stream.Length);
        var header = new byte[length];
        stream.ReadExactly(header);
        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        try
        {
            using var json = JsonDocument.Parse(header);
            foreach (var property in json.RootElement.EnumerateObject())
                if (property.Name != "__metadata__") entries.Add(property.Name, Entry(path, property, 8 + length));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
                                      or IndexOutOfRangeException or ArgumentException) // a key or a list is not as it should be, or a name comes twice
        {
            throw new InvalidDataException($"{path}: expected a safetensors header, but it does not read: {e.Message}", e);
        }

        var end = entries.Count == 0 ? 8 + length : entries.Values.Max(e => e.Offset + e.Length);
        return stream.Length < end ? throw Truncated(path, end, stream.Length) : entries;
    }

    private static SafetensorsEntry Entry(string path, JsonProperty property, long dataStart)
    {
        var name = property.Value.GetProperty("dtype").GetString()!;
        var type = SafetensorsTypes.FromName(name)
                   ?? throw new InvalidDataException($"{path}: tensor {property.Name} has the unsupported type {name}.");
        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(s => s.GetInt64()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets");
        var (start, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        var expected = shape.Aggregate(1L, (product, size) => product * size) * type.ElementSize();
        if (start < 0 || shape.Any(size => size < 0) || end - start != expected)
            throw new InvalidDataException($"{path}: tensor {property.Name} should take {expected} bytes, but its offsets span {end - start}.");
        return new SafetensorsEntry(type, shape, dataStart + start, expected);
    }

    private static InvalidDataException Truncated(string path, long expected, long found) =>
        new($"{path}: the weight file is truncated: expected at least {expected} bytes, found {found}.");
}
