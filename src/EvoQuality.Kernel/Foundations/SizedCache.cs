namespace EvoQuality.Foundations;

/// <summary>
/// Values by key up to a number of bytes; those used longest ago leave first. Safe to use from several threads; a value
/// asked for by two threads at once may be made twice, and one of the two is kept.
/// </summary>
/// <param name="limit">Bytes kept after <see cref="Trim"/>.</param>
/// <param name="sizeOf">Bytes of a value.</param>
/// <param name="dropped">Told of every value that leaves.</param>
public sealed class SizedCache<TKey, TValue>(long limit, Func<TValue, long> sizeOf, Action<TValue>? dropped = null)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = new(); // the latest used last
    private long _bytes;

    /// <summary>Bytes held.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock) return _bytes;
        }
    }

    /// <summary>The value of a key, marked as used.</summary>
    public bool TryGet(TKey key, out TValue value)
    {
        lock (_lock)
        {
            var found = _nodes.TryGetValue(key, out var node);
            if (found)
            {
                _byUse.Remove(node!);
                _byUse.AddLast(node!);
            }

            value = found ? node!.Value.Value : default!;
            return found;
        }
    }

    /// <summary>Keeps a value; a key that is there already keeps its own, and the new one is dropped.</summary>
    public void Add(TKey key, TValue value)
    {
        lock (_lock)
        {
            if (_nodes.TryAdd(key, new LinkedListNode<(TKey, TValue)>((key, value))))
            {
                _byUse.AddLast(_nodes[key]);
                _bytes += sizeOf(value);
                return;
            }
        }

        dropped?.Invoke(value);
    }

    /// <summary>Drops values, the longest unused first, until the rest fits the limit.</summary>
    public void Trim() => DropDownTo(limit);

    /// <summary>Drops everything.</summary>
    public void Clear() => DropDownTo(-1);

    private void DropDownTo(long bytes)
    {
        lock (_lock)
        {
            while (_bytes > bytes && _byUse.First is { } oldest)
            {
                _byUse.Remove(oldest);
                _nodes.Remove(oldest.Value.Key);
                _bytes -= sizeOf(oldest.Value.Value);
                dropped?.Invoke(oldest.Value.Value);
            }
        }
    }
}
