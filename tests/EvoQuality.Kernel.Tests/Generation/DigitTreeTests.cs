#pragma warning disable xUnit1051 // the calls take milliseconds; nobody cancels them
using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class DigitTreeTests : IDisposable
{
    private readonly QwenPolicy _policy = TinyPolicy.Create();

    public void Dispose() => _policy.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(0.7)]
    public void A_score_has_the_probability_of_its_four_tokens(double temperature)
    {
        using var none = no_grad();
        Prompt[] prompts = [TinyPolicy.OneImage, TinyPolicy.TwoImages];
        string[] scores = ["3.07", "1.00", "4.99", "5.00", "2.50"];
        int[][] ids = [.. scores.Select(s => _policy.Tokenizer.Encode(s).ToArray())];
        Assert.All(ids, one => Assert.Equal(4, one.Length));
        using var completions = CompletionBatch.Create([ids, ids], 0, CPU);
        using var frozen = CompletionLogProbs.ComputeFrozen(_policy, prompts, completions, temperature);
        var values = frozen.LogProbs;
        var logs = values.data<float>().ToArray().Chunk(4).Select(row => row.Sum(v => (double)v)).ToArray();

        var distributions = _policy.ScoreDistributions(prompts, temperature);
        foreach (var (i, log) in logs.Index())
        {
            var distribution = distributions[i / scores.Length];
            var index = (int)Math.Round((double.Parse(scores[i % scores.Length]) - 1) * 100);
            Assert.Equal(log, Math.Log(distribution.Probabilities[index] * distribution.ParsedShare), 1e-4);
        }
    }

    [Fact]
    public void Mean_and_spread_are_those_of_the_distribution()
    {
        var weights = new double[ScoreDistribution.Count];
        (weights[0], weights[400]) = (0.1, 0.3); // 1.00 and 5.00
        var distribution = new ScoreDistribution(weights);
        Assert.Equal(0.4, distribution.ParsedShare, 1e-12);
        Assert.Equal(4, distribution.Mean!.Value, 1e-12);
        Assert.Equal(Math.Sqrt(3), distribution.StandardDeviation!.Value, 1e-12);
        Assert.Equal(-(0.25 * Math.Log(0.25)) - (0.75 * Math.Log(0.75)), distribution.Entropy, 1e-12);
    }

    [Fact]
    public void Without_any_score_there_is_no_mean()
    {
        var distribution = new ScoreDistribution(new double[ScoreDistribution.Count]);
        Assert.Equal((0, null, null), (distribution.ParsedShare, distribution.Mean, distribution.StandardDeviation));
        Assert.Throws<ArgumentException>(() => new ScoreDistribution(new double[400]));
    }
}
