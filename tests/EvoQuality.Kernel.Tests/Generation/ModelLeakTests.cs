#pragma warning disable xUnit1051 // the calls take milliseconds; nobody cancels them
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

/// <summary>Every public function of the model and of generation gives back what it took, also when it fails.</summary>
public sealed class ModelLeakTests : IDisposable
{
    private static readonly Prompt[] Prompts = [TinyPolicy.TwoImages, TinyPolicy.OneImage];
    private static readonly int[][] Answers = [[5, 6, 7], [8]];
    private readonly QwenPolicy _policy = TinyPolicy.Create();

    public void Dispose() => _policy.Dispose();

    [Fact]
    public void The_model_s_own_functions()
    {
        var model = _policy.Model;
        using var patches = _policy.Images.Patches([.. TinyPolicy.TwoImages.Images]);
        PatchGrid[] grids = [.. TinyPolicy.TwoImages.Images.Select(_policy.Images.GridOf)];
        using var batch = PromptBatch.Create(_policy.Tokenize([TinyPolicy.TwoImages]), model.Config, CPU);
        using var ids = tensor(new long[] { 1, 2, 3, 4 }).view(2, 2);
        using var images = model.EncodeImages(patches, grids);
        using var pass = model.ReadPrompts(batch, images);
        NoLeaks.Check(() => TinyPolicy.Model().Dispose());
        NoLeaks.Check(() => PromptBatch.Create(_policy.Tokenize(Prompts), model.Config, CPU).Dispose());
        NoLeaks.Check(() => model.EncodeImages(patches, grids).Dispose());
        NoLeaks.Check(() => model.ReadPrompts(batch, images).Dispose());
        NoLeaks.Check(() => model.ContinueBranches(ids, pass.Cache).Dispose());
        NoLeaks.Check(() =>
        {
            using var none = no_grad();
            using var branches = model.NewBranches(2, tokens: 4);
            model.ContinueBranches(ids, pass.Cache, branches).Dispose();
            model.ContinueBranches(ids, pass.Cache, branches).Dispose();
        });
        NoLeaks.Check(() => model.Logits(pass.Hidden).Dispose());
        NoLeaks.Check(() => model.Initialize(new SeedTree(4)));
    }

    [Fact]
    public void A_policy_s_functions()
    {
        NoLeaks.Check(() => TinyPolicy.Create().Dispose());
        NoLeaks.Check(() => _policy.Clone().Dispose());
        NoLeaks.Check(() => _policy.Sample(Prompts, 3, new() { MaxNewTokens = 4 }, new SeedTree(1).Children(Prompts.Length)));
        NoLeaks.Check(() => _policy.Sample(Prompts, 3, new() { MaxNewTokens = 4, Temperature = 0 }, new SeedTree(1).Children(Prompts.Length)));
        NoLeaks.Check(() => _policy.ChoiceProbabilities(Prompts, ["0", "1"]));
        NoLeaks.Check(() => _policy.ScoreDistributions(Prompts));
        NoLeaks.Check(() => _policy.Images.Patches([.. TinyPolicy.TwoImages.Images]).Dispose());
        NoLeaks.Check(() =>
        {
            using var policy = TinyPolicy.Create();
            policy.Sample(Prompts, 1, new() { MaxNewTokens = 1 }, new SeedTree(1).Children(Prompts.Length)); // fills its own cache
            policy.WeightsChanged();
            policy.Sample(Prompts, 1, new() { MaxNewTokens = 1 }, new SeedTree(1).Children(Prompts.Length));
        });
    }

    [Fact]
    public void Log_probabilities_and_their_gradient()
    {
        NoLeaks.Check(() =>
        {
            using var completions = CompletionBatch.Create([Answers, Answers], 0, CPU);
            CompletionLogProbs.ComputeFrozen(_policy, Prompts, completions).Dispose();
            using var values = CompletionLogProbs.Compute(_policy, Prompts, completions, 0.8);
            using var loss = values.LogProbs.sum();
            values.Backward(loss);
        });
    }

    [Fact]
    public void Functions_that_throw()
    {
        var model = _policy.Model;
        using var batch = PromptBatch.Create(_policy.Tokenize(Prompts), model.Config, CPU);
        using var images = zeros(3, 32);
        using var patches = zeros(3, 1176);
        using var ids = tensor(new long[] { 1, 2, 999_999 }).view(1, 3); // no such row
        using var completions = CompletionBatch.Create([Answers], 0, CPU);
        using var outside = CompletionBatch.Create([Answers, [[1, 999_999], [2]]], 0, CPU);
        NoLeaks.Check(() => Assert.Throws<ArgumentException>(() => model.EncodeImages(patches, [new PatchGrid(1, 4, 4)])));
        NoLeaks.Check(() => Assert.Throws<ArgumentException>(() => model.ReadPrompts(batch, images)));
        NoLeaks.Check(() => Assert.Throws<ArgumentException>(() => PromptBatch.Create([new([model.Config.ImageTokenId], [])], model.Config, CPU)));
        NoLeaks.Check(() => Assert.Throws<ArgumentException>(() => CompletionBatch.Create([[[1], []]], 0, CPU)));
        NoLeaks.Check(() => Assert.Throws<ArgumentException>(() => CompletionLogProbs.Compute(_policy, Prompts, completions)));
        NoLeaks.Check(() => Assert.ThrowsAny<Exception>(() => CompletionLogProbs.Compute(_policy, Prompts, outside)));
        NoLeaks.Check(() =>
        {
            using var all = _policy.CachedFeatures(Prompts);
            using var pass = model.ReadPrompts(batch, all);
            Assert.ThrowsAny<Exception>(() => model.ContinueBranches(ids, pass.Cache));
            using var branches = model.NewBranches(1, tokens: 1);
            using var two = zeros(1, 2, dtype: ScalarType.Int64);
            Assert.ThrowsAny<Exception>(() => model.ContinueBranches(two, pass.Cache, branches)); // does not fit the buffer
        });
        var broken = TinyPolicy.OneImage with { Images = [new Datasets.IqaImage("broken", () => throw new InvalidDataException("broken"))] };
        NoLeaks.Check(() => Assert.Throws<InvalidDataException>(() => _policy.Sample([broken], 1, new(), [new SeedTree(1)])));
    }
}
