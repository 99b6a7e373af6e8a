using EvoQuality.Rewards;

namespace EvoQuality.Kernel.Tests;

public class PartnerCacheTests
{
    [Fact]
    public void The_last_sampled_values_are_kept_with_their_age()
    {
        var cache = new PartnerCache();
        Assert.Null(cache.Get(5));
        Assert.Null(cache.Age(5, 10));

        cache.Update(5, new GroupScores([1.0, 2.0, 3.0]), step: 2);
        cache.Update(5, new GroupScores([2.0, 4.0]), step: 7);

        Assert.Equal(new PartnerStatistics(3, 2), cache.Get(5));
        Assert.Equal(3, cache.Age(5, 10));
    }

    [Fact]
    public void A_group_that_hardly_parsed_changes_nothing()
    {
        var cache = new PartnerCache(unbiasedVariance: false);
        cache.Update(5, new GroupScores([2.0, 4.0]), step: 1);
        cache.Update(5, new GroupScores([5.0, null]), step: 9);
        Assert.Equal(new PartnerStatistics(3, 1), cache.Get(5));
        Assert.Equal(8, cache.Age(5, 9));
    }

    [Fact]
    public void Entries_put_back_make_the_same_cache()
    {
        var cache = new PartnerCache();
        cache.Update(9, new GroupScores([1.0, 2.0]), 3);
        cache.Update(4, new GroupScores([3.0, 5.0]), 1);

        var restored = new PartnerCache();
        foreach (var (image, statistics, step) in cache.Entries) restored.Restore(image, statistics, step);

        Assert.Equal(cache.Entries, restored.Entries);
        Assert.Equal([4, 9], restored.Entries.Select(entry => entry.Image));
    }
}
