using System.Text.Json;
using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Weights;

/// <summary>
/// Writes the weights of a model folder as <see cref="SafetensorsFolder"/> reads them: one file where they fit, else shards and
/// their index, split and named as transformers' <c>save_pretrained</c> does it.
/// </summary>
public static class SafetensorsShards
{
    /// <summary>Bytes of tensors per file: the "5GB" with which the published folders were saved.</summary>
    public const long UsualLimit = 5_000_000_000;

    private const string AnyShard = "model-?????-of-?????.safetensors";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Writes tensors in the order given, each file whole or not at all, the index after its shards. Files that an earlier
    /// save left in the folder and that would be read instead, or not at all, are deleted at the end. Its index goes before the
    /// first of its shards is replaced: a save that ends in the middle must not be read as a mixture of both.
    /// </summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="tensors">Names and values; each is written once.</param>
    /// <param name="limit">Most bytes of tensors in one file; a tensor that is larger has a file of its own.</param>
    /// <param name="change">See <see cref="SafetensorsWriter.Write"/>.</param>
    /// <exception cref="ArgumentException">See <see cref="SafetensorsWriter.Write"/>.</exception>
    public static void Write(
        string folder, IReadOnlyList<(string Name, Tensor Value)> tensors, long limit = UsualLimit, Func<string, Tensor, Tensor>? change = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var shards = Split(tensors, limit);
        string[] names = shards.Count == 1
            ? [SafetensorsFolder.FileName]
            : [.. shards.Select((_, i) => $"model-{i + 1:D5}-of-{shards.Count:D5}.safetensors")];
        if (shards.Count > 1 && names.Any(name => File.Exists(Path.Combine(folder, name)))) File.Delete(Path.Combine(folder, SafetensorsFolder.IndexName));
        foreach (var (name, shard) in names.Zip(shards)) SafetensorsWriter.Write(Path.Combine(folder, name), shard, change: change);
        if (shards.Count > 1) WriteIndex(folder, names, shards);

        string[] written = shards.Count > 1 ? [.. names, SafetensorsFolder.IndexName] : names;
        string[] known = [SafetensorsFolder.FileName, SafetensorsFolder.IndexName];
        foreach (var old in known.Concat(Directory.EnumerateFiles(folder, AnyShard).Select(f => Path.GetFileName(f)!)).Except(written))
            File.Delete(Path.Combine(folder, old));
    }

    private static List<List<(string Name, Tensor Value)>> Split(IReadOnlyList<(string Name, Tensor Value)> tensors, long limit)
    {
        List<List<(string Name, Tensor Value)>> shards = [[]];
        var taken = 0L;
        foreach (var tensor in tensors)
        {
            var bytes = Bytes(tensor.Value);
            if (shards[^1].Count > 0 && taken + bytes > limit)
            {
                shards.Add([]);
                taken = 0;
            }

            shards[^1].Add(tensor);
            taken += bytes;
        }

        return shards;
    }

    private static void WriteIndex(string folder, string[] names, List<List<(string Name, Tensor Value)>> shards)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, shard) in names.Zip(shards))
            foreach (var tensor in shard)
                if (!map.TryAdd(tensor.Name, name)) throw new ArgumentException($"{tensor.Name} is given twice.", nameof(shards));
        var total = shards.Sum(shard => shard.Sum(t => Bytes(t.Value)));
        var index = new { metadata = new { total_size = total }, weight_map = map };
        AtomicFile.WriteAllBytes(Path.Combine(folder, SafetensorsFolder.IndexName), JsonSerializer.SerializeToUtf8Bytes(index, Indented));
    }

    private static long Bytes(Tensor value) => value.NumberOfElements * value.ElementSize;
}
