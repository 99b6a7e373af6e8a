using System.Buffers.Binary;
using System.Text.Json;
using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Weights;

/// <summary>Writes safetensors files, whole or not at all.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes the tensors in the order given (any device; made contiguous).</summary>
    /// <exception cref="ArgumentException">A type the format does not have, or a name given twice; nothing is written.</exception>
    public static void Write(string path, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var header = Header(tensors);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
            stream.Write(prefix);
            stream.Write(header);
            foreach (var (_, value) in tensors) WriteValues(stream, value);
        });
    }

    /// <summary>Piece by piece: a span holds at most 2 GB, and a tensor on a GPU needs no second copy.</summary>
    private static void WriteValues(Stream stream, Tensor value)
    {
        using var scope = NewDisposeScope();
        var flat = value.detach().contiguous().view(value.NumberOfElements);
        var step = SafetensorsFile.PieceBytes / value.ElementSize;
        for (long start = 0; start < flat.NumberOfElements; start += step)
        {
            using var piece = flat.narrow(0, start, Math.Min(step, flat.NumberOfElements - start));
            using var here = piece.cpu();
            stream.Write(here.bytes);
        }
    }

    private static byte[] Header(IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        var header = new Dictionary<string, object> { ["__metadata__"] = new Dictionary<string, string> { ["format"] = "pt" } };
        var offset = 0L;
        foreach (var (name, value) in tensors)
        {
            var end = offset + (value.NumberOfElements * value.ElementSize);
            var type = SafetensorsTypes.NameOf(value.dtype)
                       ?? throw new ArgumentException($"{name} is of type {value.dtype}, which safetensors files do not hold.", nameof(tensors));
            if (header.ContainsKey(name)) throw new ArgumentException($"{name} is given twice.", nameof(tensors));
            header.Add(name, new { dtype = type, shape = value.shape, data_offsets = new[] { offset, end } });
            offset = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = new byte[(json.Length + 7) / 8 * 8]; // data starts on eight bytes, so that readers can map it
        json.CopyTo(padded, 0);
        padded.AsSpan(json.Length).Fill((byte)' ');
        return padded;
    }
}
