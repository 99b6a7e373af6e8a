using EvoQuality.Generation;

namespace EvoQuality.Kernel.Tests;

public sealed class RowDrawTests
{
    private const int Vocabulary = 1000; // four pieces, the last not whole

    [Fact]
    public void Every_number_picks_the_token_of_the_cumulative_distribution()
    {
        var logits = Enumerable.Range(0, Vocabulary).Select(i => 3 * MathF.Sin(i * 0.7f)).ToArray();
        var highest = logits.Max();
        var weights = logits.Select(l => Math.Exp(l - (double)highest)).ToArray();
        var cumulative = new double[Vocabulary];
        for (var i = 0; i < Vocabulary; i++) cumulative[i] = weights[i] + (i > 0 ? cumulative[i - 1] : 0);
        for (var token = 0; token < Vocabulary; token++)
        {
            var middle = (cumulative[token] - (weights[token] / 2)) / cumulative[^1];
            Assert.Equal(token, Token(logits, middle));
        }
    }

    [Theory]
    [InlineData(300)]
    [InlineData(999)]
    public void The_largest_and_the_smallest_number_pick_what_alone_may_be_drawn(int only)
    {
        var logits = Enumerable.Range(0, Vocabulary).Select(i => i == only ? -5f : float.NegativeInfinity).ToArray();
        Assert.Equal(only, Token(logits, 0));
        Assert.Equal(only, Token(logits, Math.BitDecrement(1.0)));
    }

    [Fact]
    public void Frequencies_are_the_probabilities()
    {
        var logits = Enumerable.Range(0, Vocabulary).Select(i => MathF.Cos(i)).ToArray();
        var expected = logits.Skip(512).Sum(l => Math.Exp(l)) / logits.Sum(l => Math.Exp(l));
        const int Draws = 20_000;
        var late = Enumerable.Range(0, Draws).Count(i => Token(logits, (i + 0.5) / Draws) >= 512);
        Assert.Equal(expected, late / (double)Draws, 1e-4);
    }

    private static int Token(float[] logits, double uniform) => RowDraw.Token(logits, uniform, new float[Vocabulary + 24]);
}
