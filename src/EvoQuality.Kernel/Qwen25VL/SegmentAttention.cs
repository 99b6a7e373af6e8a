using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// Full attention inside consecutive segments (windows or images). Segments of one length are one batched attention;
/// where lengths differ, each length is gathered, attended and put back.
/// </summary>
internal static class SegmentAttention
{
    /// <param name="query">(P, H, E).</param>
    /// <param name="key">(P, H, E).</param>
    /// <param name="value">(P, H, E).</param>
    /// <param name="lengths">Patches per segment; they sum to P.</param>
    /// <returns>(P, H*E).</returns>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value, IReadOnlyList<int> lengths)
    {
        using var scope = NewDisposeScope();
        var groups = Group(lengths);
        if (groups.Count == 1) return Uniform(query, key, value, groups[0].Length).MoveToOuterDisposeScope();

        var outputs = new List<Tensor>();
        foreach (var (length, patches) in groups)
        {
            var index = tensor(patches, device: query.device);
            outputs.Add(Uniform(query.index_select(0, index), key.index_select(0, index), value.index_select(0, index), length));
        }

        var order = groups.SelectMany(g => g.Patches).ToArray();
        var inverse = new long[order.Length];
        for (var i = 0; i < order.Length; i++) inverse[order[i]] = i;
        return cat(outputs, 0).index_select(0, tensor(inverse, device: query.device)).MoveToOuterDisposeScope();
    }

    private static Tensor Uniform(Tensor query, Tensor key, Tensor value, int length)
    {
        var (heads, size) = (query.shape[1], query.shape[2]);
        Tensor Split(Tensor x) => x.view(-1, length, heads, size).transpose(1, 2); // (segments, H, length, E)
        var mixed = nn.functional.scaled_dot_product_attention(Split(query), Split(key), Split(value));
        return mixed.transpose(1, 2).reshape(-1, heads * size);
    }

    private static List<(int Length, long[] Patches)> Group(IReadOnlyList<int> lengths)
    {
        var byLength = new SortedDictionary<int, List<long>>();
        var start = 0L;
        foreach (var length in lengths)
        {
            if (!byLength.TryGetValue(length, out var patches)) byLength.Add(length, patches = []);
            for (var i = 0; i < length; i++) patches.Add(start + i);
            start += length;
        }

        return [.. byLength.Select(g => (g.Key, g.Value.ToArray()))];
    }
}
