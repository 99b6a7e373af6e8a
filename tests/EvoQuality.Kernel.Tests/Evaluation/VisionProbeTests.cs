using EvoQuality.Datasets;
using EvoQuality.Evaluation.Baselines;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Statistics;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class VisionProbeTests
{
    private static readonly IqaImage[] Pictures = [.. Enumerable.Range(0, 120).Select(Noise)];

    /// <summary>Scores that are the first number of the tower's mean vector: a probe reads them from pictures that it has not seen, and nothing from dealt scores.</summary>
    [Fact]
    public void A_probe_reads_what_the_tower_holds_and_nothing_from_dealt_scores()
    {
        using var policy = TinyPolicy.Create();
        var held = Pictures.Select(p => policy.MeanFeatures(p)[0]).ToArray();
        var dealt = held.ToArray();
        new SeededSource(4).Shuffle(dealt);
        Assert.True(Reads(held) > 0.9, $"held {Reads(held)}");
        Assert.True(Math.Abs(Reads(dealt)) < 0.4, $"dealt {Reads(dealt)}");

        double Reads(double[] scores)
        {
            IqaImage[] labelled = [.. Pictures.Zip(scores, (p, s) => new IqaImage(p.Id, p.Load, s))];
            var probe = VisionProbe.Train(policy, labelled[..80], new SeededSource(1), cancel: TestContext.Current.CancellationToken);
            return Correlation.Spearman([.. probe.Predict(Pictures[80..], cancel: TestContext.Current.CancellationToken)], scores.AsSpan(80))!.Value;
        }
    }

    [Fact]
    public void The_mean_is_over_an_images_cells()
    {
        using var policy = TinyPolicy.Create();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var encoded = VisionFeatures.Encode(policy.Model, policy.Images, [Pictures[0]])[0];
        Assert.True(encoded.shape[0] > 1);
        Close.All(encoded.to_type(ScalarType.Float64).mean([0]).data<double>().ToArray(), policy.MeanFeatures(Pictures[0]), 1e-6);
    }

    [Fact]
    public void A_picture_without_a_score_is_named()
    {
        using var policy = TinyPolicy.Create();
        Assert.StartsWith("Training needs an opinion score for every image, but n0.png has none.", Assert.Throws<ArgumentException>(() => VisionProbe.Train(policy, Pictures, new SeededSource(1), cancel: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using var policy = TinyPolicy.Create();
        policy.MeanFeatures(Pictures[0]); // its cells are kept
        NoLeaks.Check(() => policy.MeanFeatures(Pictures[0]));
    }

    /// <summary>112 x 84 pixels of noise on a grey of its own.</summary>
    private static IqaImage Noise(int number)
    {
        var source = new SeededSource((ulong)number + 1);
        var (grey, noise) = (source.NextInt(150), 1 + source.NextInt(100));
        var pixels = Enumerable.Range(0, 112 * 84 * 3).Select(_ => (byte)(grey + source.NextInt(noise))).ToArray();
        return new IqaImage($"n{number}.png", () => new RgbImage(112, 84, pixels));
    }
}
