using System.Buffers.Binary;
using System.Text.Json;
using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Weights;

/// <summary>Writes safetensors files, whole or not at all.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes the tensors in the order given (any device; made contiguous).</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="metadata">Texts kept in the header beside the format's own <c>format: pt</c>.</param>
    /// <param name="change">
    /// Gives what is written in place of a tensor, of the same shape and type, one tensor at a time; null writes them as they are.
    /// </param>
    /// <exception cref="ArgumentException">A type the format does not have, or a name given twice; nothing is written.</exception>
    public static void Write(
        string path, IReadOnlyList<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null,
        Func<string, Tensor, Tensor>? change = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var header = Header(tensors, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
            stream.Write(prefix);
            stream.Write(header);
            foreach (var (name, value) in tensors)
            {
                using var scope = NewDisposeScope();
                WriteValues(stream, change is null ? value : Changed(name, value, change));
            }
        });
    }

    private static Tensor Changed(string name, Tensor value, Func<string, Tensor, Tensor> change)
    {
        var changed = change(name, value);
        return changed.dtype == value.dtype && changed.shape.AsSpan().SequenceEqual(value.shape)
            ? changed
            : throw new ArgumentException($"{name} was to keep its type and shape, but became {changed.dtype} ({string.Join(", ", changed.shape)}).", nameof(change));
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

    private static byte[] Header(IReadOnlyList<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var about = new Dictionary<string, string>(metadata ?? new Dictionary<string, string>()) { ["format"] = "pt" };
        var header = new Dictionary<string, object> { ["__metadata__"] = about };
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
