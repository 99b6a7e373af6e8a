using EvoQuality.Datasets;
using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

public class SyntheticPairsTests
{
    private static readonly ImageSet Pool = PristineImages.Create("pool", 6, 48, 40, new SeedTree(1));

    [Fact]
    public void Every_image_gets_ten_variants_no_two_alike_and_all_of_its_size()
    {
        var made = SyntheticPairs.Create(Pool, new SyntheticPairOptions { Pairs = 30 }, new SeedTree(2));
        Assert.Equal(60, made.Added.Count);
        Assert.Equal(60, made.Added.Select(i => i.Id).Distinct().Count());
        Assert.All(made.Added, i => Assert.Matches("^[a-z]+-[0-9]{4}~[a-z0-9-]+-[1-5]$", i.Id));
        Assert.All(made.Added, i => Assert.Null(i.Mos));
        Assert.All(made.Added, i => Assert.Equal((48, 40), (i.Load().Width, i.Load().Height)));
    }

    [Fact]
    public void Pairs_share_their_reference_differ_in_distortion_and_index_the_extended_pool()
    {
        var made = SyntheticPairs.Create(Pool, new SyntheticPairOptions { Pairs = 100 }, new SeedTree(2));
        var extended = made.Extended();
        Assert.Equal(66, extended.Images.Count);
        Assert.Equal(Pool.Images, extended.Images.Take(6));
        Assert.Equal(100, made.Pairs.Count);
        Assert.Equal(100, made.Pairs.Select(p => (Math.Min(p.First, p.Second), Math.Max(p.First, p.Second))).Distinct().Count());
        Assert.All(made.Pairs, pair =>
        {
            string[] first = extended.Images[pair.First].Id.Split('~'), second = extended.Images[pair.Second].Id.Split('~');
            Assert.Equal(first[0], second[0]);
            Assert.NotEqual(first[1], second[1]);
        });
        Assert.All(made.Pairs.GroupBy(p => extended.Images[p.First].Id.Split('~')[0]), g => Assert.InRange(g.Count(), 16, 17));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_pairs_and_another_seed_others()
    {
        SyntheticPairs Make(ulong seed) => SyntheticPairs.Create(Pool, new SyntheticPairOptions { Pairs = 20 }, new SeedTree(seed));
        var (a, b, c) = (Make(3), Make(3), Make(4));
        Assert.Equal(a.Pairs, b.Pairs);
        Assert.Equal(a.Added.Select(i => i.Id), b.Added.Select(i => i.Id));
        Assert.NotEqual(a.Added.Select(i => i.Id), c.Added.Select(i => i.Id));
        foreach (var (x, y) in a.Added.Zip(b.Added).Where((_, i) => i % 7 == 0))
        {
            Assert.Equal(x.Load().Pixels, y.Load().Pixels);
            Assert.Equal(x.Load().Pixels, x.Load().Pixels);
        }
    }

    [Fact]
    public void An_image_s_variants_do_not_depend_on_the_rest_of_the_pool()
    {
        var alone = new ImageSet("one", [Pool.Images[4]]);
        var options = new SyntheticPairOptions { Pairs = 5 };
        Assert.Equal(
            SyntheticPairs.Create(Pool, options, new SeedTree(3)).Added.Skip(40).Take(10).Select(i => i.Id),
            SyntheticPairs.Create(alone, options, new SeedTree(3)).Added.Select(i => i.Id));
    }

    [Fact]
    public void More_pairs_than_there_are_gives_all_there_are() =>
        Assert.Equal(6 * 45, SyntheticPairs.Create(Pool, new SyntheticPairOptions { Pairs = 9999 }, new SeedTree(1)).Pairs.Count);

    [Theory]
    [InlineData(20000, 0.5, 20000)]
    [InlineData(900, 0.1, 100)]
    [InlineData(900, 0, 0)]
    public void A_share_is_of_all_pairs(int real, double share, int expected) => Assert.Equal(expected, SyntheticPairOptions.CountFor(real, share));

    [Fact]
    public void Options_out_of_range_are_refused_all_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => SyntheticPairs.Create(Pool, new SyntheticPairOptions { Variants = 1, Pairs = 0 }, new SeedTree(1)));
        Assert.Contains("Variants is 1", error.Message);
        Assert.Contains("Pairs is 0", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticPairOptions.CountFor(10, 1));
    }
}
