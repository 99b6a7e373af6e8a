using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

public sealed class ScoreCacheTests : IDisposable
{
    private static readonly SeedTree Root = new(21);
    private static readonly ScoreOptions Options = new() { Samples = 3 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static IqaImage[] Images(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new IqaImage($"{i}", () => new RgbImage(2, 2, [.. Enumerable.Repeat((byte)(i * 20), 12)]), i + 1))];

    [Fact]
    public void A_second_evaluation_asks_the_policy_nothing_and_says_the_same()
    {
        var policy = new Counting();
        var cache = new ScoreCache(_folder.Path, "policy", new PixelLimits(10, 100));
        var images = Images(5);
        var first = ScorePredictor.Predict(policy, images, Options, Root, cache: cache);
        Assert.Equal(5, policy.Asked);
        var second = ScorePredictor.Predict(policy, images, Options, Root, cache: cache);
        Assert.Equal(5, policy.Asked);
        var without = ScorePredictor.Predict(policy, images, Options, Root);
        for (var i = 0; i < images.Length; i++)
        {
            Assert.Equal(without[i].Samples, second[i].Samples);
            Assert.Equal((without[i].Greedy, without[i].Expected, without[i].Entropy), (second[i].Greedy, second[i].Expected, second[i].Entropy));
            Assert.Equal(first[i].Provenance, second[i].Provenance);
        }
    }

    [Fact]
    public void A_stopped_evaluation_goes_on_with_what_is_missing()
    {
        var policy = new Counting();
        var cache = new ScoreCache(_folder.Path, "policy");
        ScorePredictor.Predict(policy, Images(3), Options, Root, cache: cache);
        var all = ScorePredictor.Predict(policy, Images(6), Options, Root, cache: cache);
        Assert.Equal(6, policy.Asked);
        Assert.Equal(ScorePredictor.Predict(policy, Images(6), Options, Root).Select(s => s.Mean), all.Select(s => s.Mean));
    }

    [Fact]
    public void Every_score_says_what_decided_it()
    {
        var scores = ScorePredictor.Predict(new Counting(), Images(2), Options with { Temperature = 0.5 }, Root, cache: new ScoreCache(_folder.Path, "abc", new PixelLimits(10, 100)));
        var provenance = scores[1].Provenance!;
        Assert.Equal(("abc", 3, 0.5, new PixelLimits(10, 100), Root.Child(1).Seed), (provenance.PolicyHash, provenance.Samples, provenance.Decoding.Temperature, provenance.Limits!.Value, provenance.Seed));
        Assert.Contains("overall rating", provenance.Prompt);
        Assert.Null(ScorePredictor.Predict(new Counting(), Images(1), Options, Root)[0].Provenance);
    }

    [Fact]
    public void Another_policy_prompt_decoding_number_limit_seed_or_picture_is_another_score()
    {
        var image = new RgbImage(2, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        var one = new ScoreProvenance("p", "question", new SamplingOptions(), 8, new PixelLimits(10, 100), 1);
        ScoreProvenance[] others =
        [
            one with { PolicyHash = "q" }, one with { Prompt = "question?" }, one with { Decoding = one.Decoding with { Temperature = 0.9 } },
            one with { Decoding = one.Decoding with { TopP = 0.9 } }, one with { Decoding = one.Decoding with { TopK = 5 } },
            one with { Decoding = one.Decoding with { MaxNewTokens = 16 } }, one with { Samples = 9 }, one with { Limits = null },
            one with { Limits = new PixelLimits(10, 101) }, one with { Seed = 2 },
        ];
        string[] keys = [one.Key(image), one.Key(new RgbImage(2, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13])), one.Key(new RgbImage(4, 1, image.Pixels)), .. others.Select(o => o.Key(image))];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[0], one.Key(new RgbImage(2, 2, [.. image.Pixels])));
    }

    [Fact]
    public void A_damaged_entry_is_named_and_not_recomputed_in_silence()
    {
        var cache = new ScoreCache(_folder.Path, "policy");
        ScorePredictor.Predict(new Counting(), Images(1), Options, Root, cache: cache);
        var file = Assert.Single(Directory.EnumerateFiles(_folder.Path, "*.json", SearchOption.AllDirectories));
        Assert.Contains("\"policy_hash\": \"policy\"", File.ReadAllText(file));
        File.WriteAllText(file, "{\"image\": ");
        var fault = Assert.Throws<InvalidDataException>(() => ScorePredictor.Predict(new Counting(), Images(1), Options, Root, cache: cache));
        Assert.StartsWith(file, fault.Message);
    }

    [Fact]
    public void An_evaluation_report_is_the_same_from_the_cache()
    {
        var cache = new ScoreCache(_folder.Path, "policy");
        EvaluationReport With(ScoreCache? c) => EvaluationReport.Of(new Counting(), Images(12), Options, new VoteOptions { K = 2 }, [], Root, cache: c);
        With(cache);
        Assert.Equal(With(null).MeanOfN, With(cache).MeanOfN);
    }

    [Fact]
    public void A_folders_hash_changes_with_any_byte_of_the_model()
    {
        _folder.Text("config.json", "{}");
        _folder.Text("model.safetensors", "weights");
        _folder.Text("notes.md", "not part of it");
        var before = PolicyHash.OfFolder(_folder.Path);
        _folder.Text("notes.md", "changed");
        Assert.Equal(before, PolicyHash.OfFolder(_folder.Path));
        _folder.Text("model.safetensors", "Weights");
        Assert.NotEqual(before, PolicyHash.OfFolder(_folder.Path));
        Assert.Throws<DirectoryNotFoundException>(() => PolicyHash.OfFolder(_folder.File("none")));
        Assert.Throws<InvalidDataException>(() => PolicyHash.OfFolder(Directory.CreateDirectory(_folder.File("empty")).FullName));
    }

    [Fact]
    public void A_policy_in_memory_has_a_hash_of_its_weights()
    {
        using var policy = QwenPolicy.Load(PocketPolicy.Folder);
        using var copy = policy.Clone();
        Assert.Equal(PolicyHash.Of(policy), PolicyHash.Of(copy));
        Assert.Matches("^[0-9a-f]{64}$", PolicyHash.Of(policy));
    }

    /// <summary>A scripted observer that counts the pictures it is asked to sample scores of.</summary>
    private sealed class Counting : IProbabilityPolicy
    {
        private readonly ScriptedPolicy _inner = new(image => Math.Min(image.Mos!.Value, 5), 0.5);

        public int Asked { get; private set; }

        public IReadOnlyList<IReadOnlyList<Completion>> Sample(
            IReadOnlyList<Prompt> prompts, int count, SamplingOptions options, IReadOnlyList<SeedTree> seeds, CancellationToken cancel = default)
        {
            if (options.Temperature > 0) Asked += prompts.Count;
            return _inner.Sample(prompts, count, options, seeds, cancel);
        }

        public IReadOnlyList<double[]> ChoiceProbabilities(IReadOnlyList<Prompt> prompts, IReadOnlyList<string> choices, double temperature = 1, CancellationToken cancel = default) =>
            _inner.ChoiceProbabilities(prompts, choices, temperature, cancel);

        public IReadOnlyList<ScoreDistribution> ScoreDistributions(IReadOnlyList<Prompt> prompts, double temperature = 1, CancellationToken cancel = default) =>
            _inner.ScoreDistributions(prompts, temperature, cancel);
    }
}
