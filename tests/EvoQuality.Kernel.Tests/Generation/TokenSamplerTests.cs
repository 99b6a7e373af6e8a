using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class TokenSamplerTests
{
    private static readonly double[] Probabilities = [0.1, 0.4, 0.2, 0.3]; // of tokens 0..3; by size: 1, 3, 2, 0

    [Theory]
    [InlineData(0.05, 0)]
    [InlineData(0.11, 1)]
    [InlineData(0.49, 1)]
    [InlineData(0.51, 2)]
    [InlineData(0.71, 3)]
    [InlineData(0.9999, 3)]
    public void A_uniform_number_picks_the_token_in_whose_share_it_lies(double uniform, int token) =>
        Assert.Equal(token, Draw(uniform, new SamplingOptions()));

    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(2, new[] { 1, 3 })]
    [InlineData(3, new[] { 1, 2, 3 })]
    [InlineData(9, new[] { 0, 1, 2, 3 })]
    public void Top_k_leaves_the_k_likeliest(int k, int[] tokens) => Assert.Equal(tokens, Support(new SamplingOptions { TopK = k }));

    [Theory]
    [InlineData(0.01, new[] { 1 })]
    [InlineData(0.39, new[] { 1 })]
    [InlineData(0.41, new[] { 1, 3 })] // 0.4 does not reach 0.41
    [InlineData(0.69, new[] { 1, 3 })]
    [InlineData(0.71, new[] { 1, 2, 3 })]
    [InlineData(0.89, new[] { 1, 2, 3 })]
    [InlineData(0.91, new[] { 0, 1, 2, 3 })]
    public void Top_p_leaves_the_fewest_likeliest_that_reach_p(double p, int[] tokens) => Assert.Equal(tokens, Support(new SamplingOptions { TopP = p }));

    [Fact]
    public void The_temperature_comes_first_then_k_then_p()
    {
        // At temperature 0.5 the squares 0.01, 0.16, 0.04, 0.09 of 0.30: token 1 alone has 0.533, tokens 1 and 3 have 0.833.
        Assert.Equal([1], Support(new SamplingOptions { Temperature = 0.5, TopP = 0.53 }));
        Assert.Equal([1, 3], Support(new SamplingOptions { Temperature = 0.5, TopP = 0.54 }));
        // Of the two likeliest, token 1 has 0.4 / 0.7 = 0.571.
        Assert.Equal([1], Support(new SamplingOptions { TopK = 2, TopP = 0.57 }));
        Assert.Equal([1, 3], Support(new SamplingOptions { TopK = 2, TopP = 0.58 }));
    }

    [Fact]
    public void Tokens_as_likely_as_the_k_th_stay()
    {
        using var logits = tensor(new float[] { 1, 2, 1, 0 }).unsqueeze(0);
        var drawn = Enumerable.Range(0, 100).Select(i => Draw(logits, i / 100.0, new SamplingOptions { TopK = 2 })).Distinct().Order();
        Assert.Equal([0, 1, 2], drawn);
    }

    [Fact]
    public void A_banned_token_is_never_drawn_not_even_the_last_at_the_largest_number()
    {
        using var logits = tensor(new float[] { float.NegativeInfinity, 0, 0, float.NegativeInfinity }).unsqueeze(0);
        Assert.Equal(1, Draw(logits, 0, new SamplingOptions()));
        Assert.Equal(2, Draw(logits, Math.BitDecrement(1.0), new SamplingOptions()));
        Assert.Equal(2, Draw(logits, Math.BitDecrement(1.0), new SamplingOptions { TopK = 3, TopP = 0.999 }));
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(0.7, 40, 0.9)]
    public void Many_rows_are_drawn_as_each_alone_and_as_on_other_devices(double temperature, int topK, double topP)
    {
        using var scope = NewDisposeScope();
        using var seeded = new Foundations.SeedTree(8).Generator();
        var logits = randn(200, 1000, generator: seeded) * 2; // more than are drawn at once
        var uniforms = rand(200, 4, dtype: ScalarType.Float64, generator: seeded).select(1, 2); // a step's column
        var options = new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP };
        var drawn = TokenSampler.Draw(logits, uniforms, options);
        Assert.Equal(TokenSampler.DrawTogether(logits, uniforms, options).data<long>().ToArray(), drawn.data<long>().ToArray());
        for (var row = 0; row < 200; row += 37)
            Assert.Equal(Draw(logits[row].unsqueeze(0), uniforms[row].item<double>(), options), drawn[row].item<long>());
    }

    private static int[] Support(SamplingOptions options) =>
        [.. Enumerable.Range(0, 1000).Select(i => Draw((i + 0.5) / 1000, options)).Distinct().Order()]; // none on a boundary, where rounding decides

    private static int Draw(double uniform, SamplingOptions options)
    {
        using var logits = tensor(Probabilities.Select(p => (float)Math.Log(p)).ToArray()).unsqueeze(0);
        return Draw(logits, uniform, options);
    }

    private static int Draw(Tensor logits, double uniform, SamplingOptions options)
    {
        using var scope = NewDisposeScope();
        var drawn = TokenSampler.Draw(logits, tensor(new[] { uniform }), options).item<long>();
        Assert.Equal(drawn, TokenSampler.DrawTogether(logits, tensor(new[] { uniform }), options).item<long>()); // what other devices do
        return (int)drawn;
    }
}
