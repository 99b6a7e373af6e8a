using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// Keys and values of what S = B x G branches have generated so far, in buffers allocated once. Used only while
/// sampling (no gradient): training sees a whole completion at a time.
/// </summary>
public sealed class BranchCache : IDisposable
{
    private readonly (Tensor Keys, Tensor Values)[] _layers;

    internal BranchCache(TextConfig config, long branches, int capacity, ScalarType type, Device device)
    {
        long[] shape = [branches, config.KeyValueHeads, capacity, config.HeadSize];
        Tensor Buffer() => empty(shape, type, device).DetachFromDisposeScope();
        _layers = [.. Enumerable.Range(0, config.Layers).Select(_ => (Buffer(), Buffer()))];
    }

    /// <summary>Tokens stored per branch.</summary>
    public int Length { get; private set; }

    /// <summary>Stores new keys and values of one layer and returns all of that layer's so far, as views (S, KV heads, length, E).</summary>
    internal (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        var (k, v) = _layers[layer];
        var added = keys.shape[2];
        using (var place = k.narrow(2, Length, added)) place.copy_(keys);
        using (var place = v.narrow(2, Length, added)) place.copy_(values);
        return (k.narrow(2, 0, Length + added), v.narrow(2, 0, Length + added));
    }

    /// <summary>Whether a layer's keys can be seen as one span.</summary>
    internal bool FitsSpans => _layers[0].Keys.numel() * _layers[0].Keys.element_size() <= int.MaxValue;

    /// <summary>The whole buffers of one layer, (S, KV heads, capacity, E), where one more token has its place at <see cref="Length"/>.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="branches">S, as the caller has it.</param>
    /// <exception cref="ArgumentException">The buffers are of another number of branches.</exception>
    /// <exception cref="InvalidOperationException">They are full.</exception>
    internal (Tensor Keys, Tensor Values) Room(int layer, long branches)
    {
        var (rows, capacity) = (_layers[layer].Keys.shape[0], _layers[layer].Keys.shape[2]);
        if (rows != branches) throw new ArgumentException($"The cache is of {rows} branches, and {branches} are continued.", nameof(branches));
        if (Length >= capacity) throw new InvalidOperationException($"The branches have room for {capacity} tokens, and all are in.");
        return _layers[layer];
    }

    /// <summary>Called once per forward pass, after all layers have stored their tokens.</summary>
    internal void Advance(int tokens) => Length += tokens;

    /// <summary>Goes on with some of the branches, in the order given; the others leave and their memory is free.</summary>
    /// <param name="branches">(S') int64 indices of branches.</param>
    internal void Keep(Tensor branches)
    {
        Tensor Kept(Tensor buffer)
        {
            using var old = buffer;
            return buffer.index_select(0, branches).DetachFromDisposeScope();
        }

        for (var i = 0; i < _layers.Length; i++) _layers[i] = (Kept(_layers[i].Keys), Kept(_layers[i].Values));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (keys, values) in _layers)
        {
            keys.Dispose();
            values.Dispose();
        }
    }
}
