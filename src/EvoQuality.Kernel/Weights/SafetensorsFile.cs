using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Weights;

/// <summary>
/// A safetensors file: eight bytes of header length, a JSON header, then raw little-endian data. The header is checked
/// against the file's size when it is opened, so a truncated download is found at once. Tensors of any size are either
/// read in pieces or seen in place.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>Bytes read at a time: what reading needs beside its result.</summary>
    internal const int PieceBytes = 1 << 20;

    private readonly FileStream _stream;
    private readonly Dictionary<ScalarType, Tensor> _pages = [];
    private readonly Dictionary<ScalarType, Tensor> _pieces = []; // kept, since made anew for each tensor they tear holes into the heap

    private SafetensorsFile(string path, FileStream stream) =>
        (Path, _stream, (Entries, Metadata)) = (path, stream, SafetensorsHeader.Read(path, stream));

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>Texts of the header.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not a safetensors file, shorter or longer than its header says, or with tensors that overlap.</exception>
    public static SafetensorsFile Open(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: the weight file is missing.", path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        try
        {
            return new SafetensorsFile(path, stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads one tensor into fresh memory.</summary>
    /// <param name="name">A key of <see cref="Entries"/>.</param>
    /// <param name="type">Type of the result; default the type it is stored in.</param>
    /// <param name="device">Device of the result; default the CPU.</param>
    /// <exception cref="KeyNotFoundException">The file has no tensor of this name.</exception>
    public Tensor Read(string name, ScalarType? type = null, Device? device = null)
    {
        using var scope = NewDisposeScope();
        var entry = Find(name);
        var tensor = torch.empty(entry.Shape, type ?? entry.Type, device);
        ReadInto(name, tensor);
        return tensor.MoveToOuterDisposeScope();
    }

    /// <summary>Reads one tensor over the values of another, piece by piece.</summary>
    /// <param name="name">A key of <see cref="Entries"/>.</param>
    /// <param name="target">Contiguous, of the stored shape, any type and device.</param>
    /// <exception cref="KeyNotFoundException">The file has no tensor of this name.</exception>
    public void ReadInto(string name, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var entry = Find(name);
        if (!entry.Shape.AsSpan().SequenceEqual(target.shape))
            throw new ArgumentException($"{name} has shape ({string.Join(", ", entry.Shape)}), the target ({string.Join(", ", target.shape)}).", nameof(target));
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var flat = target.view(target.NumberOfElements);
        var step = PieceBytes / entry.Type.ElementSize();
        if (!_pieces.TryGetValue(entry.Type, out var buffer))
            _pieces.Add(entry.Type, buffer = torch.empty(step, entry.Type).DetachFromDisposeScope());
        _stream.Position = entry.Offset;
        for (long start = 0; start < flat.NumberOfElements; start += step)
        {
            using var piece = buffer.narrow(0, 0, Math.Min(step, flat.NumberOfElements - start));
            using var place = flat.narrow(0, start, piece.NumberOfElements);
            _stream.ReadExactly(piece.bytes);
            place.copy_(piece);
        }
    }

    /// <summary>
    /// One tensor in the file's own pages, on the CPU and in the type it is stored in: nothing is read before it is used, and
    /// all that is never written is shared with other processes. Writing to it changes this process's copy of the page, never
    /// the file. It outlives this object; the file may be renamed, replaced or deleted under it, but not cut short.
    /// A tensor that does not lie on a multiple of its element size, as old files have them, is read instead.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The file has no tensor of this name.</exception>
    public Tensor Map(string name)
    {
        var entry = Find(name);
        var size = entry.Type.ElementSize();
        if (entry.Offset % size != 0) return Read(name);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        if (!_pages.TryGetValue(entry.Type, out var pages))
        {
            pages = torch.from_file(Path, shared: false, _stream.Length / size, entry.Type).DetachFromDisposeScope();
            _pages.Add(entry.Type, pages);
        }

        // A view would share the version counter of all the file's tensors: writing to one would then forbid to go backward
        // through any other. Setting the storage of a tensor of its own does not.
        var seen = pages.narrow(0, entry.Offset / size, entry.Length / size).view(entry.Shape);
        return torch.empty(0, entry.Type).set_(seen).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kept in _pages.Values.Concat(_pieces.Values)) kept.Dispose();
        _stream.Dispose();
    }

    private SafetensorsEntry Find(string name) => Entries.TryGetValue(name, out var entry)
        ? entry
        : throw new KeyNotFoundException($"{Path}: expected a tensor named {name}, but the file has none.");
}
