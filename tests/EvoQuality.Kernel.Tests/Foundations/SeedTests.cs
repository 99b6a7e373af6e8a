using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

public class SeedTests
{
    [Fact]
    public void Seeds_of_the_tree_are_frozen()
    {
        // computed once outside .NET; stored runs depend on them
        Assert.Equal(1571482310116145783UL, new SeedTree(0).Child("round").Seed);
        Assert.Equal(16294208416658607535UL, new SeedTree(0).Child(0).Seed);
        Assert.Equal(6349198060258255764UL, new SeedTree(42).Child(3).Seed);
        Assert.Equal(3632374989783598053UL, new SeedTree(42).Child("").Seed);
        Assert.Equal(2456904037436210734UL, new SeedTree(2025).Child("round").Child(1).Child("vote").Child(17).Seed);
    }

    [Fact]
    public void The_source_is_SplitMix64()
    {
        var source = new SeededSource(1234567); // the published outputs for this seed
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(expected, expected.Select(_ => source.NextBits()).ToArray());
    }

    [Fact]
    public void Ten_thousand_children_have_ten_thousand_seeds()
    {
        var root = new SeedTree(7);
        var seeds = Enumerable.Range(0, 10_000).Select(i => root.Child(i).Seed)
            .Concat(Enumerable.Range(0, 10_000).Select(i => root.Child(i.ToString()).Seed));
        Assert.Equal(20_000, seeds.Distinct().Count());
    }

    [Fact]
    public void Uniform_draws_fill_their_range_evenly()
    {
        var source = new SeedTree(1).Source();
        var draws = Enumerable.Range(0, 100_000).Select(_ => source.NextDouble()).ToArray();
        Assert.All(draws, draw => Assert.InRange(draw, 0, Math.BitDecrement(1.0)));
        for (var tenth = 0; tenth < 10; tenth++) // five standard deviations of a count of 10,000
            Assert.InRange(draws.Count(draw => (int)(draw * 10) == tenth), 9_525, 10_475);
    }

    [Fact]
    public void Integers_reach_every_value_below_their_bound_and_none_above()
    {
        var source = new SeedTree(2).Source();
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[source.NextInt(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_537, 10_463));
        Assert.Equal(0, source.NextInt(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.NextInt(0));
    }

    [Fact]
    public void Gaussian_draws_have_mean_zero_and_variance_one()
    {
        var source = new SeedTree(3).Source();
        var draws = Enumerable.Range(0, 100_000).Select(_ => source.NextGaussian()).ToArray();
        Assert.Equal(0, draws.Average(), 0.016);
        Assert.Equal(1, draws.Average(draw => draw * draw), 0.023);
        Assert.Equal(0.95, draws.Average(draw => Math.Abs(draw) < 1.959964 ? 1 : 0), 0.004);
    }

    [Fact]
    public void Binomial_draws_have_their_mean_and_their_ends()
    {
        var source = new SeedTree(4).Source();
        Assert.Equal(32, source.NextBinomial(32, 1));
        Assert.Equal(0, source.NextBinomial(32, 0));
        Assert.Equal(32 * 0.3, Enumerable.Range(0, 10_000).Average(_ => source.NextBinomial(32, 0.3)), 0.13);
    }

    [Fact]
    public void Shuffling_keeps_every_item_and_puts_each_anywhere()
    {
        var source = new SeedTree(5).Source();
        var first = new int[4];
        for (var i = 0; i < 40_000; i++)
        {
            int[] items = [0, 1, 2, 3];
            source.Shuffle(items);
            Assert.Equal(6, items.Sum());
            first[items[0]]++;
        }

        Assert.All(first, count => Assert.InRange(count, 9_567, 10_433));
    }

    [Fact]
    public void Torch_generators_of_one_node_draw_the_same()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var node = new SeedTree(6).Child("vote");
        using var a = node.Generator();
        using var b = node.Generator();
        using var other = node.Child(0).Generator();
        float[] Draw(TorchSharp.torch.Generator g) => TorchSharp.torch.rand([5], generator: g).data<float>().ToArray();
        var draws = Draw(a);
        Assert.Equal(draws, Draw(b));
        Assert.NotEqual(draws, Draw(other));
    }
}
