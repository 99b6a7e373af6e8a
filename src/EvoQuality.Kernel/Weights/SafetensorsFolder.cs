using System.Text.Json;

namespace EvoQuality.Weights;

/// <summary>
/// The weights of a model folder: one <c>model.safetensors</c> or, where there is none, the shards that
/// <c>model.safetensors.index.json</c> names. The index and its shards must say the same.
/// </summary>
public sealed class SafetensorsFolder : IDisposable
{
    /// <summary>All weights in one file.</summary>
    public const string FileName = "model.safetensors";

    /// <summary>Says which shard holds which tensor.</summary>
    public const string IndexName = FileName + ".index.json";

    private const long MostIndexBytes = 100_000_000;

    private readonly Dictionary<string, SafetensorsFile> _shards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsFile> _holders = new(StringComparer.Ordinal);

    private SafetensorsFolder(string path) => Path = path;

    /// <summary>The weight file or the index.</summary>
    public string Path { get; }

    /// <summary>The file that holds each tensor.</summary>
    public IReadOnlyDictionary<string, SafetensorsFile> Holders => _holders;

    /// <summary>Opens the weights of a folder and reads all headers.</summary>
    /// <exception cref="FileNotFoundException">There are no weights, or the index names a shard that is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or index and shards contradict each other; the message names them.</exception>
    public static SafetensorsFolder Open(string folder)
    {
        var (single, index) = (System.IO.Path.Combine(folder, FileName), System.IO.Path.Combine(folder, IndexName));
        var sharded = !File.Exists(single) && File.Exists(index);
        var weights = new SafetensorsFolder(sharded ? index : single);
        try
        {
            if (sharded) weights.AddShards(folder, ReadIndex(index));
            else weights.Add(FileName, single);
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var shard in _shards.Values) shard.Dispose();
    }

    private void AddShards(string folder, Dictionary<string, string> index)
    {
        foreach (var (tensor, shard) in index)
        {
            if (_shards.ContainsKey(shard)) continue;
            if (shard is "" or "." or ".." || shard.AsSpan().IndexOfAny("/\\\0") >= 0)
                throw new InvalidDataException($"{Path}: the shard of {tensor} should be the name of a file in this folder, but is {shard}.");
            var path = System.IO.Path.Combine(folder, shard);
            if (!File.Exists(path)) throw new FileNotFoundException($"{Path}: {tensor} should be in {shard}, but the folder has no such file.", path);
            Add(shard, path);
        }

        foreach (var (tensor, shard) in index)
        {
            if (!_shards[shard].Entries.ContainsKey(tensor))
                throw new InvalidDataException($"{Path}: {tensor} should be in {shard}, but that file has no such tensor.");
        }

        foreach (var (tensor, file) in _holders)
        {
            if (!index.ContainsKey(tensor))
                throw new InvalidDataException($"{file.Path}: holds {tensor}, which {IndexName} does not name.");
        }
    }

    private void Add(string shard, string path)
    {
        var file = SafetensorsFile.Open(path);
        _shards.Add(shard, file);
        foreach (var tensor in file.Entries.Keys)
            if (!_holders.TryAdd(tensor, file)) throw new InvalidDataException($"{path}: holds {tensor}, which {_holders[tensor].Path} holds too.");
    }

    private static Dictionary<string, string> ReadIndex(string path)
    {
        if (new FileInfo(path).Length > MostIndexBytes)
            throw new InvalidDataException($"{path}: expected at most {MostIndexBytes} bytes, found {new FileInfo(path).Length}.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return json.RootElement.GetProperty("weight_map").EnumerateObject()
                .ToDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException) // a key or value is not as it should be
        {
            throw new InvalidDataException($"{path}: expected an index with a weight_map from tensors to files, but it does not read: {e.Message}", e);
        }
    }
}
