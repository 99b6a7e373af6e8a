using EvoQuality.Evolution.WarmStart;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging.Distortions;
using EvoQuality.Language;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

/// <summary>What lets a small eye see damage from its first steps on.</summary>
public sealed class EyeStartTests
{
    private static readonly SeedTree Root = new(41);
    private static readonly Lazy<IReadOnlyList<Example>> Examples = new(() => new ExampleSource(112, []).Draw(24, Root.Child("examples"))); // 1,536 patches of 588 values

    [Fact]
    public void Examples_know_their_statistics()
    {
        Assert.All(Examples.Value, e => Assert.Equal(Imaging.NaturalStatistics.DetailStatistics.Of(e.Image.Load()), e.Statistics));
        Assert.All(Examples.Value, e => Assert.InRange(e.DamageIndex, 0, DistortionCatalog.All.Count));
    }

    [Fact]
    public void Examples_share_their_content_two_by_two()
    {
        double Apart(int i, int j) => Examples.Value[i].Image.Load().Pixels.Zip(Examples.Value[j].Image.Load().Pixels, (a, b) => (double)Math.Abs(a - b)).Average();
        var within = Enumerable.Range(0, 12).Average(i => Apart(2 * i, (2 * i) + 1));
        var across = Enumerable.Range(0, 11).Average(i => Apart((2 * i) + 1, (2 * i) + 2));
        Assert.True(within < 0.8 * across, $"{within} within, {across} across");
    }

    [Fact]
    public void Lessons_name_the_less_damaged_picture_and_the_quality()
    {
        Example With(double severity) => Examples.Value[0] with { Damage = Examples.Value[0].Damage with { Severity = severity, Quality = 5 - (4 * severity) } };
        foreach (var reasoning in new[] { false, true })
        {
            Assert.Equal(0, AnswerParser.Vote(Lesson.Compare(With(0.2), With(0.6), reasoning).Answer));
            Assert.Equal(1, AnswerParser.Vote(Lesson.Compare(With(0.6), With(0.2), reasoning).Answer));
            Assert.Equal(2.6, AnswerParser.Score(Lesson.Score(With(0.6), reasoning).Answer)!.Value, 1e-9);
        }
    }

    /// <summary>Mean squared responses to the stronger and to the weaker half of the patterns in the patches: an ordinary start sees hundreds of times more of the coarse ones.</summary>
    [Fact]
    public void The_patch_embedding_sees_all_patterns_alike()
    {
        using var policy = TinyPolicy.Create();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        IReadOnlyList<Datasets.IqaImage> images = [.. Examples.Value.Select(e => e.Image)];
        var patches = policy.Images.Patches(images).to_type(ScalarType.Float64);
        var moments = linalg.eigvalsh(patches.t().matmul(patches).DividedBy(patches.shape[0]));
        double Spread() // of the responses to the strongest and the weakest half of the patterns
        {
            var weight = Weight(policy).sum(2).view(Weight(policy).shape[0], -1).to_type(ScalarType.Float64);
            var (_, patterns) = linalg.eigh(patches.t().matmul(patches).DividedBy(patches.shape[0]));
            var responses = weight.matmul(patterns).square().mean([0]).mul(moments.relu());
            var half = responses.shape[0] / 2;
            return responses[TensorIndex.Slice(half)].mean().item<double>() / responses[TensorIndex.Slice(0, half)].mean().item<double>();
        }

        var before = Spread();
        WhitenedPatches.Start(policy, images, Root.Child("patches"));
        var after = Spread();
        Assert.True(before > 100, $"before {before}");
        Assert.InRange(after, 0.5, 20);
        var whitened = Weight(policy);
        Assert.True(whitened[TensorIndex.Colon, TensorIndex.Colon, 0].eq(whitened[TensorIndex.Colon, TensorIndex.Colon, 1]).all().item<bool>(), "both frames of a still image weigh alike");
    }

    [Fact]
    public void One_seed_gives_one_start()
    {
        using var one = TinyPolicy.Create();
        using var other = TinyPolicy.Create(seed: 2);
        foreach (var policy in new[] { one, other })
            WhitenedPatches.Start(policy, [.. Examples.Value.Select(e => e.Image)], Root);
        using var scope = NewDisposeScope();
        Assert.True(Weight(one).eq(Weight(other)).all().item<bool>());
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using var policy = TinyPolicy.Create();
        NoLeaks.Check(() =>
        {
            WhitenedPatches.Start(policy, [.. Examples.Value.Select(e => e.Image)], Root);
            policy.Images.Clear();
        });
    }

    /// <summary>Two examples at 1 and 3: mean 2, deviation 1; 9 is seven deviations off and counts as four.</summary>
    [Fact]
    public void Statistics_are_learned_in_deviations_at_most_four_either_way()
    {
        var some = Examples.Value[0];
        var scale = new StatisticsScale([some with { Statistics = [1] }, some with { Statistics = [3] }]);
        Assert.Equal(new[,] { { 0f }, { 1f }, { 4f }, { -4f } }, scale.Deviations([[2.0], [3.0], [9.0], [-9.0]]));
    }

    private static Parameter Weight(QwenPolicy policy) =>
        policy.Model.named_parameters().Single(p => p.name.EndsWith("patch_embed.proj.weight", StringComparison.Ordinal)).parameter;
}
