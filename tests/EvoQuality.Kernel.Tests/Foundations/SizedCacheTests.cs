using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

public sealed class SizedCacheTests
{
    private readonly List<string> _dropped = [];
    private readonly SizedCache<int, string> _cache;

    public SizedCacheTests() => _cache = new SizedCache<int, string>(limit: 6, s => s.Length, _dropped.Add);

    [Fact]
    public void What_was_used_longest_ago_leaves_first()
    {
        _cache.Add(1, "aaa");
        _cache.Add(2, "bbb");
        Assert.True(_cache.TryGet(1, out var first));
        Assert.Equal("aaa", first);
        _cache.Add(3, "ccc");
        Assert.Equal(9, _cache.Bytes); // nothing leaves before it is asked to
        _cache.Trim();
        Assert.Equal(["bbb"], _dropped);
        Assert.True(_cache.TryGet(1, out _) && _cache.TryGet(3, out _));
        Assert.False(_cache.TryGet(2, out _));
    }

    [Fact]
    public void A_value_beyond_the_limit_leaves_too_and_a_second_value_of_a_key_is_not_kept()
    {
        _cache.Add(1, "seven..");
        _cache.Add(1, "other");
        Assert.Equal(["other"], _dropped);
        _cache.Trim();
        Assert.Equal(["other", "seven.."], _dropped);
        Assert.Equal(0, _cache.Bytes);
    }

    [Fact]
    public void Clearing_drops_everything_also_values_without_bytes()
    {
        _cache.Add(1, "");
        _cache.Add(2, "bb");
        _cache.Clear();
        Assert.Equal(["", "bb"], _dropped);
        Assert.False(_cache.TryGet(1, out _));
    }
}
