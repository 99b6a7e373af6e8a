#pragma warning disable xUnit1051 // the calls take milliseconds; nobody cancels them
using EvoQuality.Foundations;
using EvoQuality.Generation;

namespace EvoQuality.Kernel.Tests;

public sealed class SamplingTests : IDisposable
{
    private static readonly SeedTree Seed = new(7);
    private static readonly Prompt[] Prompts = [TinyPolicy.OneImage, TinyPolicy.TwoImages, TinyPolicy.NoImage];
    private readonly QwenPolicy _policy = TinyPolicy.Create();

    public void Dispose() => _policy.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void Frequencies_are_the_probabilities(double temperature)
    {
        const int Draws = 4000;
        const double Bound999 = 3.29; // two-sided, standard deviations of a binomial
        var prompt = TinyPolicy.OneImage;
        string[] choices = ["0", "1", "2"];
        TinyPolicy.Favour(_policy, prompt, [.. choices.Select((c, i) => (DigitTree.Single(_policy.Tokenizer, c), 6.5 - (0.6 * i)))]);
        var probabilities = _policy.ChoiceProbabilities([prompt], choices, temperature)[0];
        var drawn = _policy.Sample([prompt], Draws, new() { Temperature = temperature, MaxNewTokens = 1 }, [Seed])[0];

        Assert.InRange(probabilities.Sum(), 0.3, 1);
        foreach (var (choice, p) in choices.Zip(probabilities))
        {
            var found = drawn.Count(c => c.Text == choice);
            Assert.InRange(found, (Draws * p) - (Bound999 * Math.Sqrt(Draws * p * (1 - p))), (Draws * p) + (Bound999 * Math.Sqrt(Draws * p * (1 - p))));
        }
    }

    [Fact]
    public void The_likeliest_token_is_taken_at_temperature_zero_whatever_the_seed()
    {
        var first = Sample(Prompts, 3, new(1), temperature: 0);
        Assert.Equal(first, Sample(Prompts, 3, new(2), temperature: 0));
        Assert.All(first.Chunk(3), group => Assert.Single(group.Distinct()));
        var favoured = _policy.Tokenizer.Encode("image")[0];
        TinyPolicy.Favour(_policy, TinyPolicy.OneImage, (favoured, 50));
        Assert.Equal(favoured, _policy.Sample([TinyPolicy.OneImage], 1, new() { Temperature = 0 }, [Seed])[0][0].TokenIds[0]);
    }

    [Fact]
    public void One_seed_gives_one_answer_and_another_seed_another()
    {
        var first = Sample(Prompts, 2, Seed);
        Assert.Equal(first, Sample(Prompts, 2, Seed));
        Assert.NotEqual(first, Sample(Prompts, 2, new SeedTree(8)));
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public void The_other_prompts_and_their_number_change_no_completion()
    {
        var all = Sample(Prompts, 4, Seed);
        Assert.Equal(all[..4], Sample(Prompts[..1], 4, Seed));
        Assert.Equal(all[4..8], Sample([TinyPolicy.NoImage, TinyPolicy.TwoImages], 4, Seed)[4..]);

        var options = new SamplingOptions { MaxNewTokens = 2 };
        var twice = _policy.Sample([TinyPolicy.NoImage, TinyPolicy.NoImage], 300, options, Seed.Children(2));
        Assert.NotEqual(Ids(twice[0]), Ids(twice[1])); // one question asked twice is not answered alike
        Assert.Equal(Ids(twice[1]), Ids(_policy.Sample([TinyPolicy.NoImage], 300, options, [Seed.Child(1)])[0]));
    }

    [Fact]
    public void A_lower_temperature_lowers_the_entropy()
    {
        int Distinct(double temperature) =>
            _policy.Sample(Prompts[..1], 400, new() { Temperature = temperature, MaxNewTokens = 1 }, Seed.Children(1))[0].Select(c => c.TokenIds[0]).Distinct().Count();
        Assert.True(Distinct(0.25) < Distinct(0.5) && Distinct(0.5) < Distinct(1));
        var (cool, warm) = (_policy.ScoreDistributions(Prompts, 0.5), _policy.ScoreDistributions(Prompts));
        Assert.All(cool.Zip(warm), pair => Assert.True(pair.First.Entropy < pair.Second.Entropy));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Vision_tokens_and_rows_beyond_the_tokenizer_are_never_emitted_however_likely(double temperature)
    {
        var special = _policy.Tokenizer.Special;
        int[] banned =
        [
            special.ImagePad, special.VideoPad, special.VisionPad, special.VisionStart, special.VisionEnd,
            .. Enumerable.Range(_policy.Tokenizer.VocabularySize, TinyPolicy.PaddedRows),
        ];
        TinyPolicy.Favour(_policy, TinyPolicy.OneImage, [.. banned.Select(id => (id, 60.0))]);
        var completions = _policy.Sample(Prompts, 40, new() { Temperature = temperature, MaxNewTokens = 6 }, Seed.Children(Prompts.Length));
        Assert.All(completions.SelectMany(c => c).SelectMany(c => c.TokenIds), id => Assert.DoesNotContain(id, banned));
        Assert.All(_policy.ChoiceProbabilities(Prompts, ["0", "1", "2"]).SelectMany(p => p), p => Assert.True(p > 0));
    }

    [Fact]
    public void An_answer_ends_with_the_ending_token_or_says_that_it_was_cut()
    {
        var long_ = _policy.Sample(Prompts, 2, new() { MaxNewTokens = 4, Temperature = 0 }, Seed.Children(Prompts.Length)).SelectMany(c => c).ToArray();
        Assert.All(long_.Where(c => c.Truncated), c => Assert.Equal(4, c.TokenIds.Count));
        Assert.Contains(long_, c => c.Truncated);

        var end = _policy.Tokenizer.Special.ImEnd;
        TinyPolicy.Favour(_policy, TinyPolicy.OneImage, (end, 60));
        var ended = _policy.Sample([TinyPolicy.OneImage], 2, new() { MaxNewTokens = 1 }, [Seed])[0];
        Assert.All(ended, c => Assert.Equal(("", false), (c.Text, c.Truncated)));
        Assert.All(ended, c => Assert.Equal([end], c.TokenIds));
    }

    [Fact]
    public void New_weights_are_used_once_they_are_announced()
    {
        using var other = TinyPolicy.Create(seed: 2);
        using var policy = TinyPolicy.Create();
        var before = Sample(policy, Prompts);
        using (TorchSharp.torch.no_grad())
        {
            foreach (var (mine, theirs) in policy.Model.parameters().Zip(other.Model.parameters())) mine.copy_(theirs);
        }

        policy.WeightsChanged();
        Assert.Equal(Sample(other, Prompts), Sample(policy, Prompts));
        Assert.NotEqual(before, Sample(policy, Prompts));
    }

    [Fact]
    public void A_clone_answers_alike_and_has_weights_of_its_own()
    {
        using var clone = _policy.Clone();
        Assert.Equal(Sample(_policy, Prompts), Sample(clone, Prompts));
        _policy.Model.Initialize(new SeedTree(3));
        _policy.WeightsChanged();
        using var fresh = TinyPolicy.Create();
        Assert.Equal(Sample(fresh, Prompts), Sample(clone, Prompts));
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        var fault = Assert.Throws<ArgumentException>(
            () => _policy.Sample(Prompts, 1, new() { Temperature = double.NaN, MaxNewTokens = 0 }, Seed.Children(Prompts.Length))).Message;
        Assert.Contains("Temperature is NaN", fault);
        Assert.Contains("MaxNewTokens is 0", fault);
        Assert.Contains("TopP is 0, ", Assert.Throws<ArgumentException>(() => new SamplingOptions { TopP = 0 }.Validate()).Message);
        Assert.Contains("TopK is -1, ", Assert.Throws<ArgumentException>(() => new SamplingOptions { TopK = -1 }.Validate()).Message);
        Assert.Contains("Expected 3 seeds", Assert.Throws<ArgumentException>(() => _policy.Sample(Prompts, 1, new(), Seed.Children(2))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => _policy.Sample(Prompts, 0, new(), Seed.Children(Prompts.Length)));
        Assert.Contains("'comparing' is not one token", Assert.Throws<ArgumentException>(
            () => _policy.ChoiceProbabilities(Prompts, ["comparing"])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => _policy.ChoiceProbabilities(Prompts, ["0"], temperature: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _policy.ScoreDistributions(Prompts, temperature: -1));
    }

    [Fact]
    public void No_prompt_gives_no_answer()
    {
        Assert.Empty(_policy.Sample([], 3, new(), []));
        Assert.Empty(_policy.ChoiceProbabilities([], ["0"]));
        Assert.Empty(_policy.ScoreDistributions([]));
    }

    [Fact]
    public void Cancelling_stops_before_the_next_batch()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => _policy.Sample(Prompts, 1, new(), Seed.Children(Prompts.Length), stop.Token));
    }

    private string[] Sample(Prompt[] prompts, int count, SeedTree seed, double temperature = 1) =>
        [.. _policy.Sample(prompts, count, new() { MaxNewTokens = 5, Temperature = temperature }, seed.Children(prompts.Length)).SelectMany(Ids)];

    private static string[] Sample(QwenPolicy policy, Prompt[] prompts) =>
        [.. policy.Sample(prompts, 2, new() { MaxNewTokens = 5 }, Seed.Children(prompts.Length)).SelectMany(Ids)];

    private static string[] Ids(IReadOnlyList<Completion> group) => [.. group.Select(c => string.Join(' ', c.TokenIds))];

    [Theory]
    [InlineData(249, 251)] // fitted to 252x196, which would be fitted again to another size
    [InlineData(502, 505)]
    [InlineData(97, 400)]
    public void A_picture_of_any_shape_is_fitted_once(int width, int height)
    {
        var store = new ImageStore(new EvoQuality.Imaging.ImageProcessorOptions { MinPixels = 224 * 224, MaxPixels = 224 * 224 });
        var image = TinyPolicy.Image($"shape-{width}x{height}", width, height);
        using var patches = store.Patches([image]);
        var processor = new EvoQuality.Imaging.ImageProcessor(store.Options);
        var expected = processor.CutFrame(processor.Resize(image.Load()));
        Assert.Equal(store.GridOf(image), expected.Grid);
        Assert.Equal(expected.Values, patches.data<float>().ToArray());
    }
}
