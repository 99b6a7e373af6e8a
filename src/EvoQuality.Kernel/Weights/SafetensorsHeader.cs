using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;

namespace EvoQuality.Weights;

/// <summary>
/// Reads and checks the header of a safetensors file: eight bytes of length, then JSON with each tensor's type, shape and
/// place. As in the format's own reader the data has neither gaps nor overlaps and ends where the file ends, so a file that
/// passes can be read without surprises, and what is allocated is bounded by the size of the file.
/// </summary>
internal static class SafetensorsHeader
{
    private const int PrefixBytes = 8;
    private const long MostHeaderBytes = 100_000_000; // the limit of the format's own reader

    /// <exception cref="InvalidDataException">What is wrong with the file, with its path.</exception>
    public static (Dictionary<string, SafetensorsEntry> Entries, Dictionary<string, string> Metadata) Read(string path, Stream stream)
    {
        if (stream.Length < PrefixBytes) throw Truncated(path, PrefixBytes, stream.Length);
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length is < 2 or > MostHeaderBytes)
            throw new InvalidDataException($"{path}: expected a safetensors file, but its header length reads {length}.");
        if (stream.Length < PrefixBytes + length) throw Truncated(path, PrefixBytes + length, stream.Length);
        var header = new byte[length];
        stream.ReadExactly(header);
        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var json = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name != "__metadata__")
                    entries.Add(property.Name, Entry(path, property, PrefixBytes + length));
                else if (property.Value.ValueKind == JsonValueKind.Object)
                    foreach (var text in property.Value.EnumerateObject()) metadata.Add(text.Name, text.Value.ToString());
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
                                      or IndexOutOfRangeException) // a key or a list is not as it should be
        {
            throw new InvalidDataException($"{path}: expected a safetensors header, but it does not read: {e.Message}", e);
        }

        CheckPlaces(path, entries, PrefixBytes + length, stream.Length);
        return (entries, metadata);
    }

    private static SafetensorsEntry Entry(string path, JsonProperty property, long dataStart)
    {
        var name = property.Value.GetProperty("dtype").GetString()!;
        var type = SafetensorsTypes.FromName(name)
                   ?? throw new InvalidDataException($"{path}: tensor {property.Name} has the unsupported type {name}.");
        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(s => s.GetInt64())];
        var offsets = property.Value.GetProperty("data_offsets");
        var (start, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        if (Bytes(shape, type.ElementSize()) is not { } expected)
            throw new InvalidDataException($"{path}: tensor {property.Name} has the impossible shape ({string.Join(", ", shape)}).");
        if (start < 0 || end < start || end - start != expected)
            throw new InvalidDataException($"{path}: tensor {property.Name} should take {expected} bytes, but its offsets are {start} and {end}.");
        return new SafetensorsEntry(type, shape, dataStart + start, expected);
    }

    /// <summary>Bytes of a tensor; null where a size is negative or the sizes other than zero overflow.</summary>
    private static long? Bytes(long[] shape, long elementSize)
    {
        var product = (Int128)elementSize;
        foreach (var size in shape)
        {
            if (size < 0) return null;
            product *= Math.Max(size, 1);
            if (product > long.MaxValue) return null;
        }

        return shape.Contains(0) ? 0 : (long)product;
    }

    private static void CheckPlaces(string path, Dictionary<string, SafetensorsEntry> entries, long dataStart, long fileLength)
    {
        var (end, last) = (dataStart, "the header");
        foreach (var (name, entry) in entries.OrderBy(e => e.Value.Offset).ThenBy(e => e.Value.Length))
        {
            if (entry.Offset != end)
                throw new InvalidDataException($"{path}: tensor {name} should start at byte {end}, where {last} ends, but starts at {entry.Offset}.");
            if (entry.Length > long.MaxValue - end) throw Truncated(path, long.MaxValue, fileLength);
            (end, last) = (end + entry.Length, name);
        }

        if (fileLength < end) throw Truncated(path, end, fileLength);
        if (fileLength > end) throw new InvalidDataException($"{path}: {fileLength - end} bytes follow the last tensor, expected none.");
    }

    private static InvalidDataException Truncated(string path, long expected, long found) =>
        new($"{path}: the weight file is truncated: expected at least {expected} bytes, found {found}.");
}
