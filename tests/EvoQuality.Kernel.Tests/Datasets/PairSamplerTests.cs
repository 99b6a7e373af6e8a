using EvoQuality.Datasets;
using EvoQuality.Foundations;
using FsCheck.Xunit;

namespace EvoQuality.Kernel.Tests;

public class PairSamplerTests
{
    [Property]
    public void Pairs_are_distinct_and_use_each_picture_about_equally_often(byte size, ushort wanted, ulong seed)
    {
        var (n, m) = (2 + (size % 60), 1 + (wanted % 2000));
        var pairs = PairSampler.Sample(n, m, new SeededSource(seed));

        Assert.Equal(Math.Min(m, n * (n - 1) / 2), pairs.Count);
        Assert.All(pairs, p => Assert.True(p.First != p.Second && p.First >= 0 && p.First < n && p.Second >= 0 && p.Second < n));
        Assert.Equal(pairs.Count, pairs.Select(p => (Math.Min(p.First, p.Second), Math.Max(p.First, p.Second))).Distinct().Count());
        var uses = new int[n];
        foreach (var (first, second) in pairs) (uses[first], uses[second]) = (uses[first] + 1, uses[second] + 1);
        Assert.True(uses.Max() - uses.Min() <= 1 + (n % 2));
    }

    [Fact]
    public void Every_ordered_pair_is_equally_likely()
    {
        // 6 pictures, 5 pairs, 12,000 draws: 30 ordered pairs, 2,000 of each expected, standard deviation 41.
        var counts = new Dictionary<ImagePair, int>();
        for (var seed = 0; seed < 12_000; seed++)
            foreach (var pair in PairSampler.Sample(6, 5, new SeedTree(7).Child(seed).Source()))
                counts[pair] = counts.GetValueOrDefault(pair) + 1;
        Assert.Equal(30, counts.Count);
        Assert.All(counts.Values, c => Assert.InRange(c, 1800, 2200));
    }

    [Fact]
    public void One_seed_gives_the_same_pairs() =>
        Assert.Equal(PairSampler.Sample(50, 100, new SeededSource(3)), PairSampler.Sample(50, 100, new SeededSource(3)));

    [Fact]
    public void One_picture_makes_no_pair() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PairSampler.Sample(1, 1, new SeededSource(0)));
}
