using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;

namespace EvoQuality.Kernel.Tests;

/// <summary>The control that is sharper and not wiser: as sharp as what it stands beside, in entropy and in spread.</summary>
public sealed class SharpenedStartTests : IDisposable
{
    private static readonly ScoreOptions Options = new() { Samples = 64, MaxNewTokens = 16 };
    private static readonly SeedTree Seed = new(7);
    private readonly QwenPolicy _start;
    private readonly IqaImage[] _images;
    private readonly IReadOnlyList<ImageScores> _usual;

    public SharpenedStartTests()
    {
        _start = new EvolutionSetup().LoadPolicy(); // the pocket policy: its answers spread
        _images = [.. SceneImages.Create("scenes", 4, 224, new SeedTree(2)).Images];
        _usual = ScorePredictor.Predict(_start, _images, Options, Seed);
    }

    public void Dispose() => _start.Dispose();

    [Fact]
    public void A_start_that_is_as_sharp_already_keeps_its_temperature() => Assert.Equal(Options.Temperature, Temperature(_usual));

    [Theory]
    [InlineData(0.25, 1)] // closer together with all its answers left
    [InlineData(1, 0.5)] // fewer answers as far apart
    [InlineData(0.25, 0.5)]
    public void The_temperature_is_the_highest_that_reaches_both_the_spread_and_the_entropy(double distance, double entropy)
    {
        ImageScores[] evolved = [.. _usual.Select(s => s with
        {
            Samples = [.. s.Samples.Select(x => s.Mean + (distance * (x - s.Mean)))],
            Entropy = entropy * s.Entropy,
        })];
        var found = Temperature(evolved);
        Assert.InRange(found, 0.03, 0.99); // neither end of the search
        Assert.True(SharpAt(found));
        Assert.False(SharpAt(found * 1.05)); // eight halvings of fifty lie closer than that

        bool SharpAt(double temperature)
        {
            var sharp = ScorePredictor.Predict(_start, _images, Options with { Temperature = temperature }, Seed);
            return Variance(sharp) <= Variance(evolved) && sharp.Average(s => s.Entropy) <= evolved.Average(s => s.Entropy);
        }
    }

    private static double Variance(IEnumerable<ImageScores> scores) => scores.Average(s =>
    {
        double[] parsed = [.. s.Samples.OfType<double>()];
        return parsed.Sum(x => (x - parsed.Average()) * (x - parsed.Average())) / (parsed.Length - 1);
    });

    private double Temperature(IReadOnlyList<ImageScores> evolved) =>
        SharpenedStart.Temperature(_start, _images, Options, EvaluationReport.From(evolved, [], _images, Seed), Seed, CancellationToken.None);
}
