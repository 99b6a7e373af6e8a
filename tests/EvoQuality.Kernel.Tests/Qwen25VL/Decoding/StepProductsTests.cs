using EvoQuality.Qwen25VL.Decoding;

namespace EvoQuality.Kernel.Tests;

public sealed class StepProductsTests
{
    [Theory] // sizes and counts that registers and fours divide, and that they do not
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(16, 4)]
    [InlineData(40, 9)]
    [InlineData(64, 30)]
    [InlineData(128, 31)]
    [InlineData(250, 5)]
    public void Products_with_a_branch_s_tokens_are_sums_of_products(int size, int tokens)
    {
        float[] Values(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin((i * 1.7f) + seed))];
        var (query, keys, weights) = (Values(size, 1), Values(size * tokens, 2), Values(tokens, 3));
        var (scores, mix) = (new float[tokens], new float[size]);
        Array.Fill(scores, float.NaN); // what was there counts for nothing
        Array.Fill(mix, float.NaN);
        StepProducts.Dots(query, keys, 0.5f, scores);
        StepProducts.Mix(weights, keys, mix);
        for (var t = 0; t < tokens; t++)
            Assert.Equal(0.5 * Enumerable.Range(0, size).Sum(e => (double)query[e] * keys[(t * size) + e]), scores[t], 2e-5);
        for (var e = 0; e < size; e++)
            Assert.Equal(Enumerable.Range(0, tokens).Sum(t => (double)weights[t] * keys[(t * size) + e]), mix[e], 2e-5);
    }
}
